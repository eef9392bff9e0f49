package dev.baton.persistence;

import dev.baton.actors.port.ApprovalIndex;
import dev.baton.actors.port.BulkStore;
import dev.baton.actors.port.CellHomes;
import dev.baton.actors.port.ContentsStore;
import dev.baton.actors.port.DefinitionStore;
import dev.baton.actors.port.DeliveryStore;
import dev.baton.actors.port.EventFeed;
import dev.baton.actors.port.IncidentIndex;
import dev.baton.actors.port.LiveMembers;
import dev.baton.actors.port.NotificationStore;
import dev.baton.actors.port.PayloadCodec;
import dev.baton.actors.port.PayloadStore;
import dev.baton.actors.port.RunHistory;
import dev.baton.actors.port.RunIndex;
import dev.baton.actors.port.ScheduleStore;
import dev.baton.actors.port.SettingStore;
import dev.baton.actors.port.StoreHealth;
import dev.baton.actors.port.StoreUnavailable;
import dev.baton.actors.port.TaskStore;
import dev.baton.actors.port.WebhookStore;
import dev.baton.config.StoreSettings;
import dev.baton.persistence.codec.CommitCodec;
import dev.baton.persistence.codec.Formats;
import dev.baton.persistence.codec.PayloadSource;
import dev.baton.persistence.sql.Dialect;
import dev.baton.persistence.sql.ReadPool;
import dev.baton.persistence.sql.Session;
import dev.baton.persistence.table.ApprovalTable;
import dev.baton.persistence.table.BulkTable;
import dev.baton.persistence.table.ContentsTable;
import dev.baton.persistence.table.DefinitionTable;
import dev.baton.persistence.table.DeliveryTable;
import dev.baton.persistence.table.FeedTable;
import dev.baton.persistence.table.FormatTable;
import dev.baton.persistence.table.IncidentTable;
import dev.baton.persistence.table.MemberTable;
import dev.baton.persistence.table.NotificationTable;
import dev.baton.persistence.table.PayloadTable;
import dev.baton.persistence.table.RegionTable;
import dev.baton.persistence.table.RunHistoryReads;
import dev.baton.persistence.table.RunIndexTable;
import dev.baton.persistence.table.ScheduleTable;
import dev.baton.persistence.table.SettingTable;
import dev.baton.persistence.table.TaskTable;
import dev.baton.persistence.table.WebhookTable;
import dev.baton.persistence.writer.CellClaims;
import dev.baton.persistence.writer.CellOwnership;
import dev.baton.persistence.writer.StoreWriter;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.ClassicActorSystemProvider;

/**
 * The store of this node: one writer, a few readers, and what the modules around use of it.
 *
 * <p>Whoever opens it must claim its cells before runs can be written ({@link CellOwnership#claimAll()}).
 */
public final class Store implements AutoCloseable {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final Dialect dialect;
    private final StoreWriter writer;
    private final ReadPool reads;
    private final Formats formats = Formats.ofThisVersion();
    private final CommitCodec codec;
    private final RunIndex runs;
    private final RunHistory history;
    private final DefinitionStore workflows;
    private final DefinitionStore agents;
    private final DefinitionStore triggers;
    private final DefinitionStore webhooks;
    private final ApprovalIndex approvals;
    private final IncidentIndex incidents;
    private final TaskStore tasks;
    private final DeliveryStore deliveries;
    private final PayloadStore payloads;
    private final ContentsStore contents;
    private final SettingStore settings;
    private final NotificationTable notifications;
    private final ScheduleStore schedules;
    private final BulkStore bulk;
    private final EventFeed feed;
    private final WebhookStore webhookStates;

    private Store(Dialect dialect, StoreWriter writer, StoreSettings settings, MeterRegistry meters) {
        this.dialect = dialect;
        this.writer = writer;
        this.reads = new ReadPool(dialect, settings.reader(), meters, writer::suspect);
        this.codec = new CommitCodec(PayloadCodec.IDENTITY, settings.payloadInlineMax(), formats);
        this.runs = new RunIndexTable(reads);
        this.history = new RunHistoryReads(reads, codec);
        this.workflows = DefinitionTable.workflows(writer, reads);
        this.agents = DefinitionTable.agents(writer, reads);
        this.triggers = DefinitionTable.triggers(writer, reads);
        this.webhooks = DefinitionTable.webhooks(writer, reads);
        this.approvals = new ApprovalTable(reads);
        this.incidents = new IncidentTable(reads);
        this.tasks = new TaskTable(writer, reads);
        this.deliveries = new DeliveryTable(writer, reads);
        this.payloads = new PayloadTable(writer, reads);
        this.contents = new ContentsTable(writer);
        this.settings = new SettingTable(writer, reads);
        this.notifications = new NotificationTable(writer, reads);
        this.schedules = new ScheduleTable(writer, reads);
        this.bulk = new BulkTable(writer, reads);
        this.feed = new FeedTable(writer, reads, codec);
        this.webhookStates = new WebhookTable(writer, reads);
    }

    /**
     * Opens the store and brings its tables up to date.
     *
     * @throws StoreUnavailable if it cannot be opened
     */
    public static Store open(StoreSettings settings, MeterRegistry meters) {
        Dialect dialect = Dialect.of(settings);
        try {
            return new Store(dialect, StoreWriter.open(dialect, settings, meters), settings, meters);
        } catch (SQLException failure) {
            throw new StoreUnavailable(
                    "cannot open " + dialect.name() + " at " + dialect.location() + ": " + Dialect.reason(failure),
                    RETRY_AFTER,
                    failure);
        }
    }

    /** The store of this actor system; opened by the first call, unless {@link StoreSetup} brought one. */
    public static Store get(ClassicActorSystemProvider system) {
        ActorSystem classic = system.classicSystem();
        return StoreExtension.ID.get(classic).store();
    }

    public StoreWriter writer() {
        return writer;
    }

    public ReadPool reads() {
        return reads;
    }

    public CommitCodec codec() {
        return codec;
    }

    /** What this node may write. */
    public Formats formats() {
        return formats;
    }

    /** How the nodes of this store agree on what they write. */
    public FormatTable agreement() {
        return new FormatTable(writer, formats);
    }

    public CellOwnership cells() {
        return writer.cells();
    }

    /** The cells of this node, if it is one of several; else it claims them all. */
    public CellHomes cellHomes(LiveMembers members) {
        return new CellClaims(writer, members);
    }

    /** The nodes of this store. */
    public MemberTable members() {
        return new MemberTable(writer, reads);
    }

    /** The regions of this store, and which cells each has. */
    public RegionTable regions() {
        return new RegionTable(writer, reads);
    }

    public StoreHealth health() {
        return writer.health();
    }

    public RunIndex runs() {
        return runs;
    }

    public RunHistory history() {
        return history;
    }

    public DefinitionStore workflows() {
        return workflows;
    }

    public DefinitionStore agents() {
        return agents;
    }

    public DefinitionStore triggers() {
        return triggers;
    }

    /** Their definitions. */
    public DefinitionStore webhooks() {
        return webhooks;
    }

    public ApprovalIndex approvals() {
        return approvals;
    }

    public IncidentIndex incidents() {
        return incidents;
    }

    public TaskStore tasks() {
        return tasks;
    }

    public DeliveryStore deliveries() {
        return deliveries;
    }

    public PayloadStore payloads() {
        return payloads;
    }

    public ContentsStore contents() {
        return contents;
    }

    public SettingStore settings() {
        return settings;
    }

    public NotificationStore notifications() {
        return notifications;
    }

    public ScheduleStore schedules() {
        return schedules;
    }

    public BulkStore bulkOperations() {
        return bulk;
    }

    public EventFeed feed() {
        return feed;
    }

    /** What becomes of webhooks. */
    public WebhookStore webhookStates() {
        return webhookStates;
    }

    /** Where events of an entity that are read by this session find what they refer to. */
    public PayloadSource payloads(Session session, String persistenceId) {
        return ContentsTable.source(session, persistenceId);
    }

    /** For logs: which database, and where. */
    public String description() {
        return dialect.name() + " at " + dialect.location();
    }

    /** Writes what is queued, then ends. */
    @Override
    public void close() {
        writer.close();
        reads.close();
    }
}
