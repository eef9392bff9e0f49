/**
 * An incident from its first sign to the message about it: {@link dev.baton.examples.incidentmanagement.Detector} finds it in
 * metrics, {@link dev.baton.examples.incidentmanagement.Triage} looks for the cause, also in logs and deployments,
 * {@link dev.baton.examples.incidentmanagement.Responder} proposes what the runbook says and writes the change down,
 * {@link dev.baton.examples.incidentmanagement.Communicator} tells people.
 */
@NullMarked
package dev.baton.examples.incidentmanagement;

import org.jspecify.annotations.NullMarked;
