package dev.baton.http.fake;

import dev.baton.actors.port.ApprovalIndex;
import dev.baton.actors.port.ApprovalRow;
import dev.baton.actors.port.Cursor;
import dev.baton.actors.port.IncidentIndex;
import dev.baton.actors.port.IncidentRow;
import dev.baton.actors.port.Page;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** What people are asked, as a test put it in. */
public final class MemoryInbox {

    private final Map<String, ApprovalRow> approvals = new ConcurrentSkipListMap<>();
    private final Map<String, IncidentRow> incidents = new ConcurrentSkipListMap<>();

    public void put(ApprovalRow row) {
        approvals.put(row.id(), row);
    }

    public void put(IncidentRow row) {
        incidents.put(row.id(), row);
    }

    public ApprovalIndex approvals() {
        return new ApprovalIndex() {
            @Override
            public CompletionStage<Optional<ApprovalRow>> get(String tenant, String id) {
                return CompletableFuture.completedFuture(Optional.ofNullable(approvals.get(id)));
            }

            @Override
            public CompletionStage<Page<ApprovalRow>> list(
                    String tenant, @Nullable String status, @Nullable String role, @Nullable Cursor after, int limit) {
                List<ApprovalRow> rows = approvals.values().stream()
                        .filter(row -> status == null || status.equals(row.status()))
                        .filter(row -> role == null || row.asks(role))
                        .filter(row -> after == null || row.id().compareTo(after.id()) > 0)
                        .toList();
                boolean more = rows.size() > limit;
                List<ApprovalRow> shown = more ? rows.subList(0, limit) : rows;
                return CompletableFuture.completedFuture(new Page<>(
                        shown,
                        more
                                ? new Cursor(
                                        shown.get(limit - 1).requestedAt(),
                                        shown.get(limit - 1).id())
                                : null));
            }
        };
    }

    public IncidentIndex incidents() {
        return new IncidentIndex() {
            @Override
            public CompletionStage<Optional<IncidentRow>> get(String tenant, String id) {
                return CompletableFuture.completedFuture(Optional.ofNullable(incidents.get(id)));
            }

            @Override
            public CompletionStage<Page<IncidentRow>> list(
                    String tenant, @Nullable String status, @Nullable String runId, @Nullable Cursor after, int limit) {
                return CompletableFuture.completedFuture(new Page<>(
                        incidents.values().stream()
                                .filter(row -> status == null || status.equals(row.status()))
                                .filter(row -> runId == null || runId.equals(row.runId()))
                                .limit(limit)
                                .toList(),
                        null));
            }
        };
    }
}
