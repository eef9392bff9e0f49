package dev.baton.actors.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Damaged definitions are refused with problems, never with an exception. */
class MutationTest {

    private static final List<String> PIECES = List.of(
            "${",
            "}",
            "{",
            "[",
            "]",
            ":",
            ": ",
            "- ",
            "\n",
            "\n  ",
            "\t",
            "'",
            "\"",
            "&a ",
            "*a",
            "!",
            "!!int ",
            "|",
            ">",
            "#",
            "---\n",
            "null",
            "true",
            "-1",
            "0",
            "1e999",
            "99999999999999999999",
            "${ input.",
            "steps.",
            ".",
            "?",
            ",",
            "%",
            "@",
            "`",
            "\\",
            "\u0000",
            "\uD83D\uDE00",
            "\uD83D",
            "\uDE00",
            "\uFEFF",
            "\u0085",
            "do: ",
            "id: ",
            "loop: {}",
            "parallel: 3",
            "switch: []",
            "wait: x",
            "set: ",
            "agent: ",
            "$ref: '#'",
            "pattern: '('",
            "join: {quorum: 0}",
            "graph: {a: {}}",
            "needs: [both]",
            "handoff: {triage: 1}",
            "targets: {x: {}}",
            "groupChat: {maxTurns: 1}",
            "participants: [{}]",
            "moderator: roundRobin",
            "manager: {agent: a}",
            "specialists: {plan: {}}",
            "schema: {type: 1}",
            "P1D",
            "x: [[[[[");

    @Test
    void damagedDefinitionsNeverThrow() throws IOException {
        mutate(1_000, 20261121L);
    }

    @Test
    @Tag("slow")
    void damagedDefinitionsNeverThrowInAnyOfManyRounds() throws IOException {
        mutate(20_000, System.nanoTime());
    }

    private static void mutate(int rounds, long seed) throws IOException {
        System.out.println("mutations from seed " + seed);
        Random dice = new Random(seed);
        List<String> originals = new ArrayList<>(ProblemMessagesTest.cases().values());
        originals.add(Examples.LICENSE_REVIEW);
        originals.add(Examples.EVERYTHING);
        originals.add(WorkflowCompiler.compile(Examples.EVERYTHING)
                .workflows()
                .getFirst()
                .canonical());
        int refused = 0;
        int accepted = 0;
        for (int round = 0; round < rounds; round++) {
            // The last three are whole and valid: half of the rounds start from them.
            int from = dice.nextBoolean() ? originals.size() - 3 : 0;
            String damaged = damage(originals.get(from + dice.nextInt(originals.size() - from)), dice);
            Compiled compiled = compile(damaged, seed, round);
            if (compiled.hasErrors()) {
                refused++;
            } else {
                accepted++;
                restore(compiled, damaged, seed, round);
            }
        }
        assertThat(refused).isGreaterThan(rounds / 10);
        assertThat(accepted).isGreaterThan(rounds / 100);
    }

    private static Compiled compile(String damaged, long seed, int round) {
        try {
            Compiled compiled = WorkflowCompiler.compile(damaged);
            int lines = damaged.split("\\R", -1).length + 1;
            assertThat(compiled.problems())
                    .as("seed %d, round %d%n%s", seed, round, damaged)
                    .allMatch(problem -> problem.line() >= 0 && problem.line() <= lines);
            return compiled;
        } catch (RuntimeException | StackOverflowError thrown) {
            return fail("seed " + seed + ", round " + round + "\n" + damaged, thrown);
        }
    }

    /** What was accepted can be restored, to the same. */
    private static void restore(Compiled compiled, String damaged, long seed, int round) {
        for (WorkflowDefinition workflow : compiled.workflows()) {
            WorkflowDefinition restored = WorkflowCompiler.fromCanonical(workflow.canonical());
            assertThat(restored.digest())
                    .as("seed %d, round %d%n%s", seed, round, damaged)
                    .isEqualTo(workflow.digest());
            assertThat(Shapes.of(restored)).isEqualTo(Shapes.of(workflow));
            assertThat(WorkflowCompiler.compile(workflow.canonical()).workflows())
                    .extracting(WorkflowDefinition::digest)
                    .as("seed %d, round %d%n%s", seed, round, damaged)
                    .containsExactly(workflow.digest());
        }
    }

    private static String damage(String original, Random dice) {
        StringBuilder text = new StringBuilder(original);
        int damages = 1 + dice.nextInt(3);
        for (int done = 0; done < damages && !text.isEmpty(); done++) {
            int at = dice.nextInt(text.length());
            int end = Math.min(text.length(), at + 1 + dice.nextInt(12));
            switch (dice.nextInt(7)) {
                case 0 -> text.delete(at, end);
                case 1 -> text.insert(at, PIECES.get(dice.nextInt(PIECES.size())));
                case 2 -> text.replace(at, end, PIECES.get(dice.nextInt(PIECES.size())));
                case 3 -> text.insert(dice.nextInt(text.length()), text.substring(at, end));
                case 4 -> text.setCharAt(at, (char) (32 + dice.nextInt(95)));
                case 5 -> deleteLine(text, at);
                default -> swapWords(text, at, dice);
            }
        }
        return text.toString();
    }

    private static void deleteLine(StringBuilder text, int at) {
        int start = text.lastIndexOf("\n", at) + 1;
        int end = text.indexOf("\n", at);
        text.delete(Math.min(start, at), end < 0 ? text.length() : end);
    }

    private static void swapWords(StringBuilder text, int at, Random dice) {
        String[] words = text.toString().split("\\b");
        if (words.length > 2) {
            int first = Math.min(words.length - 1, at % words.length);
            int second = dice.nextInt(words.length);
            String kept = words[first];
            words[first] = words[second];
            words[second] = kept;
            text.setLength(0);
            text.append(String.join("", words));
        }
    }
}
