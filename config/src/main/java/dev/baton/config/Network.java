package dev.baton.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.regex.Pattern;

/** The addresses that share their first bits, as in {@code 10.0.0.0/8} or {@code fd00::/8}. */
final class Network {

    private static final Pattern FORM = Pattern.compile("([0-9a-fA-F:.]+)/([0-9]{1,3})");
    private static final Pattern V4_FORM = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    private static final int V4_BYTES = 4;

    /**
     * Addresses that are not those of public hosts: private, loopback, link-local (the metadata services of clouds),
     * shared, reserved, for documentation, multicast, or with another address hidden in them. From the registries of
     * special-purpose addresses (RFC 6890) for both versions.
     */
    static final List<Network> SPECIAL = List.of(
            of("0.0.0.0/8"),
            of("10.0.0.0/8"),
            of("100.64.0.0/10"),
            of("127.0.0.0/8"),
            of("169.254.0.0/16"),
            of("172.16.0.0/12"),
            of("192.0.0.0/24"),
            of("192.0.2.0/24"),
            of("192.88.99.0/24"),
            of("192.168.0.0/16"),
            of("198.18.0.0/15"),
            of("198.51.100.0/24"),
            of("203.0.113.0/24"),
            of("224.0.0.0/4"),
            of("240.0.0.0/4"),
            of("::/96"),
            of("64:ff9b:1::/48"),
            of("100::/64"),
            of("2001::/23"),
            of("2001:db8::/32"),
            of("2002::/16"),
            of("3fff::/20"),
            of("5f00::/16"),
            of("fc00::/7"),
            of("fe80::/10"),
            of("fec0::/10"),
            of("ff00::/8"));

    /** Where an address of version 6 carries one of version 4 in its last bytes, for translators on the way. */
    private static final Network TRANSLATED = of("64:ff9b::/96");

    private final byte[] first;
    private final int bits;

    private Network(byte[] first, int bits) {
        this.first = first;
        this.bits = bits;
    }

    static boolean looksLikeOne(String text) {
        return FORM.matcher(text).matches();
    }

    /** @throws IllegalArgumentException if it is not written like {@code 10.0.0.0/8} */
    static Network of(String text) {
        var matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(text + " is not a network such as 10.0.0.0/8");
        }
        byte[] address = literal(matcher.group(1));
        int bits = Integer.parseInt(matcher.group(2));
        if (bits > address.length * Byte.SIZE) {
            throw new IllegalArgumentException(text + " has more than " + address.length * Byte.SIZE + " bits");
        }
        return new Network(address, bits);
    }

    private static byte[] literal(String address) {
        boolean four = V4_FORM.matcher(address).matches();
        if (!four && address.indexOf(':') < 0) {
            throw new IllegalArgumentException(address + " is not an address");
        }
        try {
            // Neither form is ever looked up.
            return InetAddress.getByName(four ? address : "[" + address + "]").getAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(address + " is not an address", e);
        }
    }

    /** The address of version 4 that a translator would send on to; other addresses are what they are. */
    static InetAddress untranslated(InetAddress address) {
        if (!TRANSLATED.contains(address)) {
            return address;
        }
        byte[] bytes = address.getAddress();
        byte[] last = new byte[V4_BYTES];
        System.arraycopy(bytes, bytes.length - V4_BYTES, last, 0, V4_BYTES);
        try {
            return InetAddress.getByAddress(last);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    boolean contains(InetAddress address) {
        return startsLike(address.getAddress());
    }

    boolean contains(Network other) {
        return other.bits >= bits && startsLike(other.first);
    }

    private boolean startsLike(byte[] address) {
        if (address.length != first.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> bit % Byte.SIZE;
            if ((address[bit / Byte.SIZE] & mask) != (first[bit / Byte.SIZE] & mask)) {
                return false;
            }
        }
        return true;
    }
}
