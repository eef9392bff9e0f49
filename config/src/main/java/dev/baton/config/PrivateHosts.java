package dev.baton.config;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Which hosts may be called though their addresses are not public: {@code baton.http-client.private-hosts}. Whoever may
 * apply a definition chooses the URLs that the server calls; this keeps them from reaching, through the server, what only
 * the server can reach.
 */
public final class PrivateHosts {

    private static final String KEY = "baton.http-client.private-hosts";
    private static final List<String> LOOPBACK = List.of("127.0.0.0/8", "::1/128");

    /** Clouds answer here with the credentials of the machine: only a network that says so reaches them. */
    private static final Set<String> LINK_LOCAL = Set.of("169.254.0.0/16", "fe80::/10");

    private final List<Network> networks = new ArrayList<>();
    private final List<String> names = new ArrayList<>();

    /**
     * @param entries networks within one private range ({@code 10.0.0.0/8}), {@code loopback}, names of hosts
     *     ({@code agents.internal}) or of all hosts below one ({@code *.agents.svc})
     * @throws IllegalArgumentException naming the key and the entry that is wrong
     */
    public PrivateHosts(List<String> entries) {
        entries.forEach(this::add);
    }

    private void add(String entry) {
        if (entry.equals("loopback")) {
            LOOPBACK.forEach(network -> networks.add(Network.of(network)));
        } else if (Network.looksLikeOne(entry)) {
            networks.add(network(entry));
        } else if (entry.matches("(\\*\\.)?[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*")) {
            names.add(entry.toLowerCase(Locale.ROOT));
        } else {
            throw wrong(entry, "it is neither loopback, nor a network such as 10.0.0.0/8, nor the name of a host");
        }
    }

    private static Network network(String entry) {
        Network network;
        try {
            network = Network.of(entry);
        } catch (IllegalArgumentException e) {
            throw wrong(entry, String.valueOf(e.getMessage()));
        }
        if (Network.SPECIAL.stream().noneMatch(special -> special.contains(network))) {
            throw wrong(entry, "it is not within one private range; public hosts need no entry");
        }
        return network;
    }

    private static IllegalArgumentException wrong(String entry, String reason) {
        return new IllegalArgumentException(KEY + " cannot hold \"" + entry + "\": " + reason);
    }

    /**
     * @param name of the host, as the URL has it
     * @param resolved what it stands for at this moment
     * @return why no connection may be made to this address; empty if one may
     */
    public Optional<String> refusal(String name, InetAddress resolved) {
        InetAddress address = Network.untranslated(resolved);
        if (Network.SPECIAL.stream().noneMatch(special -> special.contains(address))
                || networks.stream().anyMatch(network -> network.contains(address))
                || (named(name) && !linkLocal(address))) {
            return Optional.empty();
        }
        return Optional.of(address.getHostAddress() + " is not the address of a public host; to allow it, add it, or "
                + name + ", to " + KEY);
    }

    private boolean named(String name) {
        return names.stream()
                .anyMatch(known -> known.startsWith("*.") ? name.endsWith(known.substring(1)) : name.equals(known));
    }

    private static boolean linkLocal(InetAddress address) {
        return LINK_LOCAL.stream().anyMatch(network -> Network.of(network).contains(address));
    }
}
