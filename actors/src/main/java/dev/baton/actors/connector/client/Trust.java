package dev.baton.actors.connector.client;

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

    private final @Nullable KeyStore authorities;
    private @Nullable SslContext context;

    /** @param authorities null for those of the JVM ({@code javax.net.ssl.trustStore}) */
    Trust(@Nullable KeyStore authorities) {
        this.authorities = authorities;
    }

    synchronized SslContext context() throws IOException, GeneralSecurityException {
        if (context == null) {
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(authorities);
            context = SslContextBuilder.forClient()
                    .trustManager(managers)
                    .endpointIdentificationAlgorithm("HTTPS")
                    .build();
        }
        return context;
    }
}
