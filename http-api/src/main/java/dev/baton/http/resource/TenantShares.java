package dev.baton.http.resource;

import java.util.HashMap;
import java.util.Map;

/** Who starts more than a fair part of the new runs, among the tenants that have started any in the last second. */
final class TenantShares {

    private static final long WINDOW_NANOS = 1_000_000_000L;

    /** With more tenants in a second than these, all that come later are as one. */
    private static final int TENANTS_MAX = 10_000;

    private static final String ALL_OTHERS = "";

    private final Map<String, Integer> shares;
    private final Map<String, Integer> starts = new HashMap<>();
    private long since;
    private int all;
    private int allShares;

    /** @param shares where they are not 1 */
    TenantShares(Map<String, Integer> shares) {
        this.shares = Map.copyOf(shares);
    }

    /** Counts a start; true if the tenant has had more than its part of them, this one included. */
    synchronized boolean isGreedy(String tenant, long nowNanos) {
        if (all == 0 || nowNanos - since >= WINDOW_NANOS) {
            starts.clear();
            all = 0;
            allShares = 0;
            since = nowNanos;
        }
        String counted = starts.size() < TENANTS_MAX || starts.containsKey(tenant) ? tenant : ALL_OTHERS;
        if (!starts.containsKey(counted)) {
            allShares += share(counted);
        }
        int own = starts.merge(counted, 1, Integer::sum);
        all++;
        return (long) own * allShares > (long) all * share(counted);
    }

    private int share(String tenant) {
        return shares.getOrDefault(tenant, 1);
    }
}
