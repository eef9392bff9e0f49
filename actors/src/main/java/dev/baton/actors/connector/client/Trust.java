package dev.baton.actors.connector.client;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Which hosts are believed to be who they say: by the certificates that the JVM trusts, and always by name. Read at
 * first use, since most installations on one machine never need it.
 */
final class Trust {

    private static final ApplicationProtocolConfig OFFER = new ApplicationProtocolConfig(
            Protocol.ALPN,
            SelectorFailureBehavior.NO_ADVERTISE,
            SelectedListenerFailureBehavior.ACCEPT,
            ApplicationProtocolNames.HTTP_2,
            ApplicationProtocolNames.HTTP_1_1);

    private final @Nullable KeyStore authorities;
    private final boolean http2;
    private @Nullable SslContext context;

    /**
     * @param authorities null for those of the JVM ({@code javax.net.ssl.trustStore})
     * @param http2 whether hosts are offered to speak HTTP/2
     */
    Trust(@Nullable KeyStore authorities, boolean http2) {
        this.http2 = http2;
        this.authorities = authorities;
    }

    synchronized SslContext context() throws IOException, GeneralSecurityException {
        if (context == null) {
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(authorities);
            SslContextBuilder builder =
                    SslContextBuilder.forClient().trustManager(managers).endpointIdentificationAlgorithm("HTTPS");
            if (http2) {
                builder.applicationProtocolConfig(OFFER);
            }
            context = builder.build();
        }
        return context;
    }
}
