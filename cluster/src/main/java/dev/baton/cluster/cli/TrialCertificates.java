package dev.baton.cluster.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** A key, a certificate and the authority behind it, made with the JDK's own tool. For trials: all nodes share them. */
final class TrialCertificates {

    private static final int PASSWORD_BYTES = 18;
    private static final String DAYS = "365";
    private static final String AUTHORITY = "authority.p12";

    private final Path folder;
    private final String password;

    private TrialCertificates(Path folder, String password) {
        this.folder = folder;
        this.password = password;
    }

    /** @param store the file for every node */
    record Made(Path store, String password) {}

    /** @throws CliFailure if there is something already, or the tool fails */
    static Made in(Path folder) {
        byte[] secret = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(secret);
        try {
            Files.createDirectories(folder);
            Path store = folder.resolve("node.p12");
            if (Files.exists(store)) {
                throw new CliFailure(
                        ExitCode.USAGE, store + " is there already", "give another folder, or remove it first");
            }
            TrialCertificates made =
                    new TrialCertificates(folder, HexFormat.of().formatHex(secret));
            made.make(store);
            return new Made(store.toAbsolutePath(), made.password);
        } catch (IOException e) {
            throw new CliFailure(
                    ExitCode.UNEXPECTED,
                    "the certificates cannot be made: " + e.getMessage(),
                    "give a folder to write",
                    e);
        }
    }

    private void make(Path store) throws IOException {
        Path authority = folder.resolve(AUTHORITY);
        keytool(
                authority,
                "-genkeypair -alias authority -keyalg EC -groupname secp256r1 -validity " + DAYS
                        + " -ext bc:c=ca:true -ext ku:c=keyCertSign -dname",
                "CN=Baton trial authority");
        keytool(
                authority,
                "-genkeypair -alias node -signer authority -keyalg EC -groupname secp256r1 -validity " + DAYS
                        + " -ext eku=serverAuth,clientAuth -ext san=dns:localhost,ip:127.0.0.1 -dname",
                "CN=Baton node");
        try {
            takeApart(authority, store);
        } catch (GeneralSecurityException e) {
            throw new IOException("the stores cannot be written: " + e.getMessage(), e);
        }
        for (Path secret : List.of(store, authority)) {
            Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        }
    }

    /** The key of the nodes goes to their store, with the authority's certificate; its key stays where it is. */
    private void takeApart(Path authority, Path store) throws IOException, GeneralSecurityException {
        char[] secret = password.toCharArray();
        KeyStore both = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(authority)) {
            both.load(in, secret);
        }
        Certificate trusted = both.getCertificate("authority");
        KeyStore node = KeyStore.getInstance("PKCS12");
        node.load(null, secret);
        node.setKeyEntry("node", both.getKey("node", secret), secret, both.getCertificateChain("node"));
        node.setCertificateEntry("authority", trusted);
        both.deleteEntry("node");
        write(node, store, secret);
        write(both, authority, secret);
        Files.writeString(
                folder.resolve("authority.pem"),
                "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(trusted.getEncoded())
                        + "\n-----END CERTIFICATE-----\n");
    }

    private static void write(KeyStore store, Path file, char[] secret) throws IOException, GeneralSecurityException {
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, secret);
        }
    }

    private void keytool(Path store, String arguments, String last) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments.split(" ")));
        command.add(last);
        command.addAll(List.of("-storetype", "PKCS12", "-keystore", store.toString()));
        command.addAll(List.of("-storepass:env", "BATON_KEYTOOL_PASSWORD"));
        command.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("BATON_KEYTOOL_PASSWORD", password);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.onExit().join().exitValue() != 0) {
            throw new IOException("keytool says: " + said.strip());
        }
    }
}
