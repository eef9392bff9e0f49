package dev.baton.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrivateHostsTest {

    private static boolean reachable(String address, String... allowed) throws UnknownHostException {
        return new PrivateHosts(List.of(allowed))
                .refusal("agent.example", InetAddress.getByName(address))
                .isEmpty();
    }

    private static boolean named(String name, String address, String allowed) throws UnknownHostException {
        return new PrivateHosts(List.of(allowed))
                .refusal(name, InetAddress.getByName(address))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "8.8.8.8",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.1",
                "169.253.255.255",
                "169.255.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "192.167.255.255",
                "192.169.0.0",
                "223.255.255.255",
                "2606:4700:4700::1111",
                "2a00:1450:4001::8a",
                "64:ff9b::101:101"
            })
    void publicAddressesNeedNoEntry(String address) throws UnknownHostException {
        assertThat(reachable(address)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "10.0.0.1",
                "10.255.255.255",
                "100.100.100.200",
                "127.0.0.1",
                "127.255.255.254",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.192",
                "192.168.1.1",
                "198.18.0.1",
                "224.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::ffff:127.0.0.1",
                "::127.0.0.1",
                "64:ff9b::7f00:1",
                "64:ff9b::a9fe:a9fe",
                "64:ff9b:1::1",
                "2002:7f00:1::",
                "2001:0:1::1",
                "fc00::1",
                "fd00:ec2::254",
                "fe80::1",
                "fec0::1",
                "ff02::1"
            })
    void othersAreRefused(String address) throws UnknownHostException {
        assertThat(reachable(address)).isFalse();
    }

    @Test
    void anEntryOpensItsNetworkAndNoMore() throws UnknownHostException {
        assertThat(reachable("10.1.2.3", "10.1.0.0/16")).isTrue();
        assertThat(reachable("10.2.0.0", "10.1.0.0/16")).isFalse();
        assertThat(reachable("127.0.0.1", "loopback")).isTrue();
        assertThat(reachable("::1", "loopback")).isTrue();
        assertThat(reachable("64:ff9b::a01:203", "10.1.0.0/16")).isTrue();
        assertThat(reachable("fd00:1::1", "fd00:1::/32")).isTrue();
        assertThat(reachable("fd00:2::1", "fd00:1::/32")).isFalse();
        assertThat(reachable("169.254.169.254", "169.254.169.254/32")).isTrue();
    }

    @Test
    void aNameOpensItsHostButNeverTheMetadataService() throws UnknownHostException {
        assertThat(named("agents.internal", "10.1.2.3", "agents.internal")).isTrue();
        assertThat(named("other.internal", "10.1.2.3", "agents.internal")).isFalse();
        assertThat(named("a.agents.svc", "10.1.2.3", "*.agents.svc")).isTrue();
        assertThat(named("agents.svc", "10.1.2.3", "*.agents.svc")).isFalse();
        assertThat(named("evilagents.svc", "10.1.2.3", "*.agents.svc")).isFalse();
        assertThat(named("agents.internal", "169.254.169.254", "agents.internal"))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0/0, not within one private range",
        "8.8.8.0/24, not within one private range",
        "10.0.0.0/33, has more than 32 bits",
        "300.1.1.1/8, not an address",
        "http://a, neither loopback",
        "'', neither loopback",
        "*, neither loopback"
    })
    void anEntryThatMakesNoSenseNamesTheKeyAndItself(String entry, String reason) {
        assertThatThrownBy(() -> new PrivateHosts(List.of(entry)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("baton.http-client.private-hosts cannot hold \"" + entry + "\"")
                .hasMessageContaining(reason);
    }

    @Test
    void aRefusalSaysWhatToAllow() throws UnknownHostException {
        assertThat(new PrivateHosts(List.of()).refusal("agents.internal", InetAddress.getByName("10.1.2.3")))
                .hasValueSatisfying(reason ->
                        assertThat(reason).contains("10.1.2.3", "agents.internal", "baton.http-client.private-hosts"));
    }
}
