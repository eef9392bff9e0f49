package dev.baton.cluster.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.baton.cluster.cli.BatonCommand;
import dev.baton.cluster.cli.Console;
import dev.baton.config.ClusterSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EncryptionTest {

    private static final int SECONDS_PER_DAY = 86_400;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void nodesWithTheTrialsCertificateFindEachOtherAndStrangersAreTurnedAway() throws Exception {
        String settings = certificates();
        try (Nodes nodes = new Nodes()) {
            Node one = nodes.start(settings);
            Node two = nodes.start(settings);

            JsonNode status = nodes.get(two, "/v1/cluster");
            assertThat(status.path("nodes"))
                    .hasSize(2)
                    .allSatisfy(node -> assertThat(node.path("url").asText()).startsWith("http"));
            String address = nodes.get(one, "/v1/cluster")
                    .path("nodes")
                    .path(0)
                    .path("address")
                    .asText();
            int port = Integer.parseInt(address.substring(address.indexOf(':') + 1));
            assertThatThrownBy(() -> talkWithoutCertificate(port))
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining("certificate_required");
        }
    }

    private String certificates() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
        Console console = new Console(InputStream.nullInputStream(), print, print, false);
        assertThat(BatonCommand.run(console, "cluster", "certificates", "--folder", folder.toString()))
                .isZero();
        return out.toString(StandardCharsets.UTF_8);
    }

    /** Trusts the node, but has nothing to show: TLS 1.3 says so with the first answer. */
    private static void talkWithoutCertificate(int port) throws Exception {
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(null, new TrustManager[] {new TrustsAll()}, null);
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            socket.startHandshake();
            if (socket.getInputStream().read() >= 0) {
                throw new IOException("the node answers a stranger");
            }
        }
    }

    private static final class TrustsAll implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    @Test
    void aCertificateThatIsOfNoUseIsNamedBeforeAnythingIsBegun() {
        Config settings = ConfigFactory.parseString(certificates());
        ClusterSettings.Tls right = new ClusterSettings.Tls(
                settings.getString("baton.cluster.tls.store"), settings.getString("baton.cluster.tls.password"));
        Instant now = Instant.now();

        assertThat(NodeCertificate.of(right, now).secondsLeft(now) / SECONDS_PER_DAY)
                .isBetween(360.0, 366.0);
        assertThatThrownBy(() -> NodeCertificate.of(new ClusterSettings.Tls(right.store(), "wrong"), now))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cannot be opened as PKCS#12 with baton.cluster.tls.password");
        assertThatThrownBy(() -> NodeCertificate.of(right, now.plus(Duration.ofDays(400))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("by this machine's clock");
        assertThatThrownBy(() -> NodeCertificate.of(
                        new ClusterSettings.Tls(folder.resolve("authority.p12").toString(), right.password()), now))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the authority that all nodes trust");
    }

    @Test
    void aStoreThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> Node.start(ConfigFactory.parseString("baton.cluster.tls.store = nowhere.p12")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("baton.cluster.tls.store")
                .hasMessageContaining("baton cluster certificates");
    }
}
