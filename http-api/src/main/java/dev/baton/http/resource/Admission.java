package dev.baton.http.resource;

import dev.baton.actors.port.StoreHealth;
import dev.baton.actors.run.Principal;
import dev.baton.config.AdmissionSettings;
import dev.baton.http.NodeHealth;
import dev.baton.http.exchange.ErrorCode;
import dev.baton.http.exchange.Refusal;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Turns work away early, while it still costs nothing: when the store is down or another server's, and new runs when the
 * store is behind, the node is busy, or the class of whoever asks has had what it may. What was accepted goes on.
 */
public final class Admission {

    private static final Duration WHEN_BEHIND = Duration.ofSeconds(1);

    /** In metrics, of those in no class. */
    private static final String NO_CLASS = "none";

    private final StoreHealth store;
    private final NodeHealth node;
    private final AdmissionSettings settings;
    private final TenantShares shares;
    private final TenantClasses classes;
    private final StartQueue starts = new StartQueue();
    private final Map<String, StartRate> rates = new ConcurrentHashMap<>();
    private final MeterRegistry meters;

    public Admission(StoreHealth store, NodeHealth node, AdmissionSettings settings, MeterRegistry meters) {
        this.store = store;
        this.node = node;
        this.settings = settings;
        this.shares = new TenantShares(settings.shares());
        this.classes = new TenantClasses(settings.classes());
        this.meters = meters;
        Gauge.builder("baton.start.delay", starts, Admission::seconds)
                .description("How long one more new run would take until it is acknowledged")
                .baseUnit("seconds")
                .register(meters);
        long now = System.nanoTime();
        settings.startsMax().forEach((name, perSecond) -> rates.put(name, new StartRate(perSecond, now)));
    }

    /** For whatever has to be written. */
    public Optional<Refusal> ofWrite() {
        return switch (store.state()) {
            case StoreHealth.State.Up ignored -> Optional.empty();
            case StoreHealth.State.Down down ->
                Optional.of(Refusal.later(
                        ErrorCode.STORE_UNAVAILABLE,
                        "The store is unavailable since " + down.since() + ": " + down.reason(),
                        down.retryAfter()));
            case StoreHealth.State.Fenced fenced ->
                Optional.of(Refusal.later(
                        ErrorCode.FENCED,
                        "Since " + fenced.since() + " " + fenced.reason() + ": send requests to that one.",
                        fenced.retryAfter()));
        };
    }

    /** For new runs, which can wait so that those accepted before go on. @param by who asks for it */
    public Optional<Refusal> ofStart(String tenant, Principal by) {
        Optional<Refusal> down = ofWrite();
        if (down.isPresent()) {
            return down;
        }
        @Nullable String inClass = classes.of(tenant, by).orElse(null);
        if (store.behind()) {
            return refused(
                    inClass,
                    "store",
                    "The store is behind: " + store.queued() + " writes wait, the oldest for "
                            + store.oldestQueued().toMillis() + " ms. No new runs are taken for now.",
                    WHEN_BEHIND);
        }
        long now = System.nanoTime();
        Duration delay = later(node.delay(), starts.delay(now));
        boolean greedy = shares.isGreedy(inClass == null ? tenant : inClass, now);
        if (delay.compareTo(settings.delayMax()) >= 0) {
            return refused(inClass, "node", busy(delay) + "No new runs are taken for now.", WHEN_BEHIND);
        }
        if (greedy && delay.multipliedBy(2).compareTo(settings.delayMax()) >= 0) {
            String who = inClass == null ? "This tenant" : "Class " + inClass;
            return refused(
                    inClass, "share", busy(delay) + who + " has started more than its share of runs.", WHEN_BEHIND);
        }
        return inClass == null ? Optional.empty() : ofClass(inClass);
    }

    private static double seconds(StartQueue starts) {
        return starts.delay(System.nanoTime()).toNanos() / 1e9;
    }

    /** Counts a start as under way until its stage completes: new runs are turned away while too many are. */
    <T> CompletionStage<T> watched(CompletionStage<T> start) {
        starts.begun();
        return start.whenComplete((reply, failure) -> starts.ended(failure == null, System.nanoTime()));
    }

    private static Duration later(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    private Optional<Refusal> ofClass(String inClass) {
        StartRate rate = rates.get(inClass);
        Duration wait = rate == null ? Duration.ZERO : rate.take(System.nanoTime());
        return rate == null || wait.isZero()
                ? Optional.empty()
                : refused(
                        inClass,
                        "class",
                        "Class " + inClass + " may start " + rate.perSecond() + " runs a second on this node, and has.",
                        wait);
    }

    private static String busy(Duration delay) {
        return "The node is busy: new work would wait " + delay.toMillis() + " ms. ";
    }

    private Optional<Refusal> refused(@Nullable String inClass, String reason, String detail, Duration retryAfter) {
        Counter.builder("baton.admission.refused")
                .description("new runs that were turned away")
                .tag("class", inClass == null ? NO_CLASS : inClass)
                .tag("reason", reason)
                .register(meters)
                .increment();
        return Optional.of(Refusal.later(ErrorCode.OVERLOADED, detail, retryAfter));
    }
}
