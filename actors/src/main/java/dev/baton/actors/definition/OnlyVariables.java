package dev.baton.actors.definition;

import java.util.Set;

/** For definitions whose expressions see less than those of workflows: there is no run yet. */
record OnlyVariables(Set<String> visible) {

    /** Names that are there elsewhere are errors here; those that are nowhere have been reported before. */
    void check(DefinitionReading reading) {
        for (ExpressionUse use : reading.expressions().uses()) {
            for (References.Reference reference : use.references()) {
                if (CelEnvironment.variablesEverywhere().contains(reference.variable())) {
                    reading.problems()
                            .error(
                                    use.site().at(reference.offset()),
                                    use.site().path(),
                                    "expression.unknown-name",
                                    "There is no '" + reference.variable() + "' at this place",
                                    "Here are: " + Suggestions.listed(visible) + ".");
                }
            }
        }
    }
}
