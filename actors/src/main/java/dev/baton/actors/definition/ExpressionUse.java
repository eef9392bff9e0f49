package dev.baton.actors.definition;

import java.util.List;

/** An expression at its place in a workflow, kept until all steps are known. @param references what it refers to */
record ExpressionUse(ExpressionSite site, ExpressionPlace place, List<References.Reference> references) {}
