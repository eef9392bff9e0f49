package dev.baton.actors.definition;

import static dev.baton.actors.definition.FixedScope.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DefinitionSourceTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            text            | 'text'
            '7'             | '7'
            "7"             | '7'
            7               | 7
            -0              | 0
            0o17            | 15
            0x1F            | 31
            017             | 17
            1e3             | 1000
            1.0             | 1
            1.50            | 1.5
            -1.5e-3         | -0.0015
            9007199254740992 | 9007199254740992
            1e30            | 1e30
            true            | true
            False           | false
            yes             | 'yes'
            on              | 'on'
            null            | null
            ~               | null
            2026-11-21      | '2026-11-21'
            12:30:45        | '12:30:45'
            1_000           | '1_000'
            !!str 7         | '7'
            ! 7             | '7'
            !!int 7         | 7
            """)
    void readsScalarsByTheCoreSchemaOfYaml12(String scalar, String expected) {
        Problems problems = new Problems();

        List<SourceNode> documents = DefinitionSource.read("key: " + scalar, problems);

        assertThat(problems.list()).isEmpty();
        assertThat(documents.getFirst().json().get("key")).isEqualTo(json(expected));
    }

    @Test
    void readsJsonAsItIsCommonlyWritten() {
        String source = """
                {
                \t"a/b": [1, -2.5, 1E2, true, null, "\\u00fc \\ud83d\\ude00 \\/ \\n"],
                \t"~": {"": {}}
                }
                """;

        SourceNode document = DefinitionSource.read(source, new Problems()).getFirst();

        assertThat(document.json())
                .isEqualTo(json("{'a/b': [1, -2.5, 100, true, null, '\u00fc \ud83d\ude00 / \\n'], '~': {'': {}}}"));
        assertThat(document.nearest(List.of("a/b", "3")).path()).hasToString("/a~1b/3");
        assertThat(document.nearest(List.of("a/b", "3")).position()).isEqualTo(new Position(2, 24));
        assertThat(document.nearest(List.of("~", "", "missing")).path()).hasToString("/~0/");
    }

    /** The parser reads in pieces of 1,024 characters; a pair of surrogates must survive at any place. */
    @Test
    void readsCharactersOutsideOfTheBasicPlaneAtAnyPlace() {
        for (int before = 0; before < 2_100; before++) {
            String text = "x".repeat(before) + "\ud83d\ude00";
            Problems problems = new Problems();

            List<SourceNode> documents = DefinitionSource.read("- '" + text + "'", problems);

            assertThat(problems.list()).isEmpty();
            assertThat(documents.getFirst().json().get(0).textValue()).isEqualTo(text);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"- \ud83d", "\ude00", "- '\ude00\ud83d'", "- \"\\ud83d\"", "\ud83d: 1"})
    void refusesHalvesOfCharactersWithoutThrowing(String source) {
        Problems problems = new Problems();

        List<SourceNode> documents = DefinitionSource.read(source, problems);

        assertThat(problems.hasErrors() || !documents.isEmpty()).isTrue();
        assertThat(WorkflowCompiler.compile(source).hasErrors()).isTrue();
    }

    @Test
    void knowsTheLineOfEveryValueAndKey() {
        String source = "a:\n  - b: c\n    d: [e,\n        f]\n  - |\n    text\nx: y\n---\nsecond: 1\n";

        List<SourceNode> documents = DefinitionSource.read(source, new Problems());

        SourceNode first = documents.getFirst();
        assertThat(first.nearest(List.of("a", "0", "b")).position()).isEqualTo(new Position(2, 8));
        assertThat(first.nearest(List.of("a", "0", "d", "1")).position()).isEqualTo(new Position(4, 9));
        assertThat(first.nearest(List.of("a", "1")).position()).isEqualTo(new Position(5, 5));
        assertThat(((SourceNode.Mapping) first).keyPosition("x")).isEqualTo(new Position(7, 1));
        assertThat(documents.get(1).nearest(List.of("second")).position()).isEqualTo(new Position(9, 9));
    }

    @Test
    void givesAnAliasThePathOfItsPlaceAndTheLineOfItsAnchor() {
        SourceNode document = DefinitionSource.read("a: &x {b: 1}\nc:\n  d: *x\n", new Problems())
                .getFirst();

        SourceNode aliased = document.nearest(List.of("c", "d", "b"));

        assertThat(aliased.path()).hasToString("/c/d/b");
        assertThat(aliased.position()).isEqualTo(new Position(1, 11));
        assertThat(document.json()).isEqualTo(json("{'a': {'b': 1}, 'c': {'d': {'b': 1}}}"));
    }

    @Test
    void findsTheCharacterOfAnExpressionInTheText() {
        String source =
                "- \"\u00fc \ud83d\ude00 ${ one + two }\"\n- |\n  line\n  ${ one +\n  two }\n- 'it''s ${ one }'\n";
        SourceNode document = DefinitionSource.read(source, new Problems()).getFirst();

        assertThat(place(document, 0, "one + two", 6)).isEqualTo(new Position(1, 18));
        assertThat(place(document, 1, "one +", 4)).isEqualTo(new Position(4, 10));
        assertThat(place(document, 2, "one", 0)).isEqualTo(new Position(6, 13));
        assertThat(place(document, 2, "absent", 0)).isEqualTo(new Position(6, 3));
    }

    private static Position place(SourceNode document, int item, String code, int offset) {
        return new ExpressionSite(document.nearest(List.of(Integer.toString(item))), code).at(offset);
    }
}
