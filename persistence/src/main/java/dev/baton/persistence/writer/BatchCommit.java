package dev.baton.persistence.writer;

import dev.baton.actors.port.Cells;
import dev.baton.actors.port.Conflict;
import dev.baton.actors.port.Fenced;
import dev.baton.actors.port.StoreException;
import dev.baton.actors.port.StoreUnavailable;
import dev.baton.actors.port.Unstorable;
import dev.baton.persistence.sql.Dialect;
import dev.baton.persistence.sql.Session;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits a batch of writes in one transaction.
 *
 * <p>First all together, which is fast. If one of them turns out to be bad, nothing of that is kept and the batch is
 * repeated write by write, each behind a savepoint, still with one commit: the bad one fails alone. The fence is checked
 * in each transaction.
 */
final class BatchCommit {

    private static final Logger LOG = LoggerFactory.getLogger(BatchCommit.class);

    private final Dialect dialect;
    private final CellOwnership cells;
    private final WriterMetrics metrics;

    BatchCommit(Dialect dialect, CellOwnership cells, WriterMetrics metrics) {
        this.dialect = dialect;
        this.cells = cells;
        this.metrics = metrics;
    }

    /**
     * Ends with each request committed or failed, unless it throws.
     *
     * @param batch those that turn out to be fenced are removed
     * @throws SQLException if the store is unavailable; what has not failed yet is unknown then
     */
    void commit(Session session, List<WriteRequest<?>> batch) throws SQLException {
        long start = System.nanoTime();
        List<WriteRequest<?>> done = batch;
        if (!together(session, batch)) {
            metrics.retried();
            done = oneByOne(session, batch);
        }
        metrics.committed(done.size(), System.nanoTime() - start);
        for (WriteRequest<?> request : done) {
            request.committed();
        }
    }

    /** @return false if nothing was kept and the batch must be repeated */
    private boolean together(Session session, List<WriteRequest<?>> batch) throws SQLException {
        Writes writes = new Writes(session, cells, true);
        try {
            begin(session, batch);
            for (WriteRequest<?> request : batch) {
                request.writeTo(writes);
            }
            writes.flush();
            session.commit();
            return true;
        } catch (SQLException failure) {
            if (dialect.failure(failure) == Dialect.Failure.UNAVAILABLE) {
                throw failure;
            }
            LOG.debug("A batch of {} is repeated one by one", batch.size(), failure);
        } catch (RuntimeException defect) {
            LOG.debug("A batch of {} is repeated one by one", batch.size(), defect);
        }
        writes.discard();
        session.rollback();
        return false;
    }

    private List<WriteRequest<?>> oneByOne(Session session, List<WriteRequest<?>> batch) throws SQLException {
        Writes writes = new Writes(session, cells, false);
        List<WriteRequest<?>> done = new ArrayList<>(batch.size());
        begin(session, batch);
        for (WriteRequest<?> request : batch) {
            session.statement("SAVEPOINT one").executeUpdate();
            try {
                request.writeTo(writes);
                done.add(request);
            } catch (SQLException failure) {
                StoreException reason = reason(failure);
                session.statement("ROLLBACK TO SAVEPOINT one").executeUpdate();
                fail(request, reason);
            } catch (RuntimeException defect) {
                session.statement("ROLLBACK TO SAVEPOINT one").executeUpdate();
                LOG.error("A write failed because of a defect", defect);
                fail(request, new Unstorable("A write failed: " + defect, defect));
            }
            session.statement("RELEASE SAVEPOINT one").executeUpdate();
        }
        session.commit();
        return done;
    }

    private StoreException reason(SQLException failure) throws SQLException {
        return switch (dialect.failure(failure)) {
            case UNAVAILABLE -> throw failure;
            case CONFLICT -> new Conflict("The store refuses the row: " + Dialect.reason(failure), failure);
            case VALUE -> new Unstorable("The store refuses the value: " + Dialect.reason(failure), failure);
            case CONTENTION -> new StoreUnavailable("another transaction was in the way", Dialect.RETRY_AFTER, failure);
        };
    }

    /** No transaction begins without a look at the fence. */
    private void begin(Session session, List<WriteRequest<?>> batch) throws SQLException {
        session.begin();
        removeFenced(session, batch);
    }

    /** Fails the requests whose cells this node does not own (any more). */
    private void removeFenced(Session session, List<WriteRequest<?>> batch) throws SQLException {
        BitSet touched = new BitSet(Cells.COUNT);
        for (WriteRequest<?> request : batch) {
            if (request.cell() != StoreWriter.NO_CELL) {
                touched.set(request.cell());
            }
        }
        if (touched.isEmpty()) {
            return;
        }
        BitSet refused = cells.check(session, touched);
        if (!refused.isEmpty()) {
            batch.removeIf(request -> isFenced(request, refused));
        }
    }

    private boolean isFenced(WriteRequest<?> request, BitSet refused) {
        boolean fenced = request.cell() != StoreWriter.NO_CELL && refused.get(request.cell());
        if (fenced) {
            metrics.fenced();
            fail(request, new Fenced(request.cell()));
        }
        return fenced;
    }

    private void fail(WriteRequest<?> request, StoreException failure) {
        metrics.rejected(failure);
        request.failed(failure);
    }
}
