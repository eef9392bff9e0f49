package dev.baton.actors.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is named as people and programs name things is spread over the cells, and so over the nodes. */
final class CellHashTest {

    private static final int MANY = 20_000;

    static Stream<Arguments> names() {
        Random random = new Random(7);
        return Stream.of(
                named("runs with numbers", number -> "default/order-" + number),
                named("runs with numbers of one length", number -> "default/order-%08d".formatted(number)),
                named("runs with random ids", number -> "default/" + new UUID(random.nextLong(), random.nextLong())),
                named("children of one run", number -> "default/" + ChildRun.id("order-7", number)),
                named("children of many", number -> "default/" + ChildRun.id("order-" + number, 1)),
                named("schedules of many tenants", number -> "tenant-" + number + "/nightly"));
    }

    private static Arguments named(String what, IntFunction<String> name) {
        return Arguments.of(what, name);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("names")
    void spreadsOverCells(String what, IntFunction<String> name) {
        int[] cells = new int[CellHash.COUNT];
        IntStream.range(0, MANY).forEach(number -> cells[CellHash.of(name.apply(number))]++);

        double mean = (double) MANY / CellHash.COUNT;
        assertThat(Arrays.stream(cells).max().orElseThrow()).as("the fullest").isLessThan((int) (2.5 * mean));
        assertThat(Arrays.stream(cells).min().orElseThrow()).as("the emptiest").isPositive();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("names")
    void spreadsEvenAFewHundredOverThreeNodes(String what, IntFunction<String> name) {
        int[] nodes = new int[3];
        // Shards are given to the nodes in turn, in the order in which they are first asked.
        IntStream.range(0, 300).forEach(number -> nodes[CellHash.of(name.apply(number)) % nodes.length]++);

        assertThat(Arrays.stream(nodes)).allMatch(runs -> runs > 70 && runs < 130);
    }
}
