/**
 * Crews on CrewAI AMP. {@link dev.baton.actors.connector.crewai.CrewConnector} begins a {@code CrewCall}; {@code CrewAgent} is
 * what a definition says, with the requests. Written from the API's documentation: the tests have a stub that answers as it says.
 */
@NullMarked
package dev.baton.actors.connector.crewai;

import org.jspecify.annotations.NullMarked;
