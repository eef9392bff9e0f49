package dev.baton.cluster.node;

import dev.baton.config.ClusterSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collections;
import java.util.Date;

/**
 * What a node shows the others, looked at before it does: what is wrong with it would otherwise show as nodes that do not
 * let each other in.
 *
 * @param until when the first of its certificates ends; {@link Instant#MAX} if nodes talk in the clear
 */
record NodeCertificate(Instant until) {

    private static final String KEY = "baton.cluster.tls.store";
    private static final String TRIAL = "'baton cluster certificates' makes one for a trial.";

    /** @throws IllegalArgumentException if a node cannot show it to others */
    static NodeCertificate of(ClusterSettings.Tls tls, Instant now) {
        if (!tls.isOn()) {
            return new NodeCertificate(Instant.MAX);
        }
        Path file = Path.of(tls.store());
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException(
                    KEY + ": the file " + file + " cannot be read. Give an existing one; " + TRIAL);
        }
        try {
            return of(opened(file, tls.password()), file, now);
        } catch (GeneralSecurityException unusable) {
            throw new IllegalArgumentException(KEY + ": " + file + " is of no use: " + unusable.getMessage(), unusable);
        }
    }

    private static KeyStore opened(Path file, String password) throws GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, password.toCharArray());
            return store;
        } catch (IOException closed) {
            throw new IllegalArgumentException(
                    KEY + ": " + file + " cannot be opened as PKCS#12 with baton.cluster.tls.password"
                            + " (BATON_CLUSTER_TLS_PASSWORD): " + closed.getMessage(),
                    closed);
        }
    }

    private static NodeCertificate of(KeyStore store, Path file, Instant now) throws GeneralSecurityException {
        boolean key = false;
        boolean authority = false;
        Instant until = Instant.MAX;
        for (String alias : Collections.list(store.aliases())) {
            key |= store.isKeyEntry(alias);
            authority |= store.isCertificateEntry(alias);
            Certificate certificate = store.getCertificate(alias);
            if (certificate instanceof X509Certificate x509) {
                require(x509, alias, file, now);
                Instant end = x509.getNotAfter().toInstant();
                until = end.isBefore(until) ? end : until;
            }
        }
        if (!key || !authority) {
            throw new IllegalArgumentException(
                    KEY + ": " + file + " must hold the node's key with its certificate, and the"
                            + " certificate of the authority that all nodes trust. " + TRIAL);
        }
        return new NodeCertificate(until);
    }

    private static void require(X509Certificate certificate, String alias, Path file, Instant now) {
        try {
            certificate.checkValidity(Date.from(now));
        } catch (CertificateExpiredException | CertificateNotYetValidException invalid) {
            throw new IllegalArgumentException(
                    KEY + ": the certificate '" + alias + "' in " + file + " is valid from "
                            + certificate.getNotBefore().toInstant() + " to "
                            + certificate.getNotAfter().toInstant() + ", and it is " + now
                            + " by this machine's clock. Make a new one, or set the clock.",
                    invalid);
        }
    }

    /** How long it can still be shown, by a clock. */
    double secondsLeft(Instant now) {
        return until.equals(Instant.MAX) ? Double.POSITIVE_INFINITY : until.getEpochSecond() - now.getEpochSecond();
    }
}
