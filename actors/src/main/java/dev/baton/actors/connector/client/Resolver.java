package dev.baton.actors.connector.client;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** What a name stands for right now. */
@FunctionalInterface
interface Resolver {

    /** Blocks. */
    InetAddress[] resolve(String name) throws UnknownHostException;
}
