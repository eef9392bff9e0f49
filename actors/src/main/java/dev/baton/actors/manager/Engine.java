package dev.baton.actors.manager;

import dev.baton.actors.port.Catalog;
import dev.baton.actors.port.DeliveryStore;
import dev.baton.actors.port.RunHistory;
import dev.baton.config.EngineSettings;
import java.time.InstantSource;

/** What every run manager of a node shares. */
public record Engine(
        EngineSettings settings,
        Catalog catalog,
        AgentCaller agents,
        DeliveryStore deliveries,
        RunHistory history,
        RunMetrics metrics,
        InstantSource clock) {}
