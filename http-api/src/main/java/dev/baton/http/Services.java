package dev.baton.http;

import dev.baton.actors.bulkwork.BulkOperations;
import dev.baton.actors.catalog.WorkflowStarts;
import dev.baton.actors.connector.Callbacks;
import dev.baton.actors.connector.OutsideResults;
import dev.baton.actors.connector.health.Circuits;
import dev.baton.actors.connector.queue.Tasks;
import dev.baton.actors.manager.AgentCaller;
import dev.baton.actors.port.ApprovalIndex;
import dev.baton.actors.port.Catalog;
import dev.baton.actors.port.DefinitionStore;
import dev.baton.actors.port.Definitions;
import dev.baton.actors.port.IncidentIndex;
import dev.baton.actors.port.RegionHomes;
import dev.baton.actors.port.RunHistory;
import dev.baton.actors.port.RunIndex;
import dev.baton.actors.port.Runs;
import dev.baton.actors.port.Secrets;
import dev.baton.actors.port.StoreHealth;
import dev.baton.actors.scheduler.Schedules;
import dev.baton.actors.trigger.Triggers;
import dev.baton.http.follow.Seal;
import dev.baton.http.resource.Admission;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.InstantSource;

/** What the API needs from the node it is part of. */
public record Services(
        Runs runs,
        RunIndex runIndex,
        RunHistory history,
        ApprovalIndex approvals,
        IncidentIndex incidents,
        Definitions definitions,
        Catalog catalog,
        Schedules schedules,
        BulkOperations bulkOperations,
        Triggers triggers,
        WorkflowStarts starts,
        Secrets secrets,
        DefinitionStore workflows,
        DefinitionStore agents,
        AgentCaller agentCaller,
        Circuits circuits,
        Callbacks callbacks,
        Seal seal,
        OutsideResults results,
        Tasks tasks,
        StoreHealth storeHealth,
        Admission admission,
        ClusterView cluster,
        RegionView regions,
        RegionHomes homes,
        NodeHealth health,
        PrometheusMeterRegistry metrics,
        InstantSource clock) {}
