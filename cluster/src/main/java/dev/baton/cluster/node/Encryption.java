package dev.baton.cluster.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.baton.config.ClusterSettings;
import java.util.List;
import java.util.Map;

/** Mutual TLS between nodes, in the terms of Pekko. */
final class Encryption {

    private static final String ENGINE = "pekko.remote.artery.ssl.config-ssl-engine.";

    private Encryption() {}

    /** @throws IllegalArgumentException if the file with the key is not there, or of no use */
    static Config applied(Config config) {
        ClusterSettings.Tls tls = ClusterSettings.of(config).tls();
        if (!tls.isOn()) {
            return config;
        }
        return ConfigFactory.parseMap(Map.of(
                        "pekko.remote.artery.transport",
                        "tls-tcp",
                        ENGINE + "key-store",
                        tls.store(),
                        ENGINE + "key-store-password",
                        tls.password(),
                        ENGINE + "key-password",
                        tls.password(),
                        ENGINE + "trust-store",
                        tls.store(),
                        ENGINE + "trust-store-password",
                        tls.password(),
                        ENGINE + "protocol",
                        "TLSv1.3",
                        ENGINE + "enabled-algorithms",
                        List.of("TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256"),
                        // Both sides show a certificate of the authority; nodes have addresses that no certificate can
                        // name.
                        ENGINE + "require-mutual-authentication",
                        "on",
                        ENGINE + "hostname-verification",
                        "off"))
                .withFallback(config);
    }
}
