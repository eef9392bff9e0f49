package dev.baton.cluster.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cluster.chaos.clock.SettableClock;
import dev.baton.cluster.crash.Answer;
import dev.baton.cluster.crash.Api;
import dev.baton.cluster.crash.Awaiting;
import dev.baton.cluster.crash.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Somebody sets the clock of one node ahead by an hour, then back by two, and then right. No timer fires early or late, and
 * nobody loses or takes anything.
 */
record ClockJump() implements Fault {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration SOON = Duration.ofSeconds(3);
    private static final Duration LATE = Duration.ofMinutes(50);
    private static final int TIMERS = 24;
    private static final double SKEW_SEEN_SECONDS = 3_500;

    private static final String TIMED = """
            apiVersion: baton/v1
            kind: Workflow
            metadata: {name: timed}
            spec:
              do: [{id: timer, wait: {until: "${ input.at }"}}]
            """;

    @Override
    public String name() {
        return "clock of a node jumps by an hour, there and back";
    }

    @Override
    public Set<Need> needs() {
        return Set.of(Need.CLOCKS);
    }

    @Override
    public Duration happen(Scene scene) {
        scene.work().api().define(TIMED);
        int startedOver = scene.group().startedOver();
        long struckOut = new JournalAudit(scene.group().postgres()).struckOut();
        ServerProcess node = scene.anyNode();
        SettableClock clock = scene.group().clock(node);
        List<String> slow = timers(scene, Instant.now().plus(LATE), 1);
        Duration recovery = scene.untilRunsGoOn(() -> {
            jump(scene, node, clock, HOUR);
            jump(scene, node, clock, HOUR.negated());
            clock.set(Duration.ZERO);
        });
        scene.workGoesOn();
        assertThat(shown(scene, slow.getFirst(), "status")).isEqualTo("waiting");
        slow.forEach(run -> end(scene, run));
        scene.group().awaitReady();
        assertThat(scene.group().startedOver()).as("nodes that were given up").isEqualTo(startedOver);
        assertThat(new JournalAudit(scene.group().postgres()).struckOut())
                .as("nodes that were struck out")
                .isEqualTo(struckOut);
        return recovery;
    }

    /** With timers at work. */
    private static void jump(Scene scene, ServerProcess node, SettableClock clock, Duration ahead) {
        Instant due = Instant.now().plus(SOON);
        List<String> timers = timers(scene, due, TIMERS);
        clock.set(ahead);
        double wrong = ahead.isNegative() ? -SKEW_SEEN_SECONDS : SKEW_SEEN_SECONDS;
        Awaiting.until("the node's own clock is wrong", () -> skew(node) / wrong > 1);
        Awaiting.until(
                "all timers fire",
                () -> timers.stream()
                        .allMatch(run -> shown(scene, run, "status").equals("completed")));
        // Its history has the times of the database, whose clock is the test's.
        timers.forEach(run -> assertThat(Instant.parse(shown(scene, run, "endedAt")))
                .as("when the timer of %s, due at %s, has fired", run, due)
                .isBetween(due, Instant.now()));
        scene.workGoesOn();
    }

    private static List<String> timers(Scene scene, Instant due, int count) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String id = "timed-" + Long.toHexString(scene.dice().nextLong());
            Api api = scene.work().api();
            Answer.Given given = api.settle(
                    () -> false,
                    () -> api.post(
                            "/v1/runs",
                            "{\"workflow\": \"timed\", \"id\": \"%s\", \"input\": {\"at\": \"%s\"}}"
                                    .formatted(id, due)));
            assertThat(given.status()).isBetween(200, 201);
            ids.add(id);
        }
        return ids;
    }

    private static String shown(Scene scene, String run, String field) {
        return scene.work().api().read("/v1/runs/" + run).path(field).asText();
    }

    private static void end(Scene scene, String run) {
        Api api = scene.work().api();
        Answer.Given given = api.settle(() -> false, () -> api.post("/v1/runs/" + run + ":cancel", "{}"));
        assertThat(given.status()).as(given.toString()).isEqualTo(200);
    }

    private static double skew(ServerProcess node) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create(node.url() + "/metrics"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body()
                    .lines()
                    .filter(line -> line.startsWith("baton_clock_skew"))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                    .findAny()
                    .orElse(0);
        } catch (IOException failure) {
            throw new AssertionError(failure);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
