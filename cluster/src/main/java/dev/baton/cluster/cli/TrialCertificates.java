package dev.baton.cluster.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
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
        Path request = folder.resolve("node.csr");
        Path certificate = folder.resolve("node.pem");
        Path authority = folder.resolve("authority.pem");
        keytool(
                AUTHORITY,
                "-genkeypair -alias authority -keyalg EC -groupname secp256r1 -validity " + DAYS
                        + " -ext bc:c=ca:true -ext ku:c=keyCertSign -dname",
                "CN=Baton trial authority");
        keytool(AUTHORITY, "-exportcert -rfc -alias authority -file", authority.toString());
        keytool("node.p12", "-genkeypair -alias node -keyalg EC -groupname secp256r1 -dname", "CN=Baton node");
        keytool("node.p12", "-certreq -alias node -file", request.toString());
        keytool(
                AUTHORITY,
                "-gencert -rfc -alias authority -validity " + DAYS
                        + " -ext eku=serverAuth,clientAuth -ext san=dns:localhost,ip:127.0.0.1 -infile " + request
                        + " -outfile",
                certificate.toString());
        keytool("node.p12", "-importcert -noprompt -alias authority -file", authority.toString());
        keytool("node.p12", "-importcert -noprompt -alias node -file", certificate.toString());
        for (Path secret : List.of(store, folder.resolve(AUTHORITY))) {
            Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        }
        Files.delete(request);
        Files.delete(certificate);
    }

    private void keytool(String store, String arguments, String last) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments.split(" ")));
        command.add(last);
        command.addAll(List.of(
                "-storetype", "PKCS12", "-keystore", folder.resolve(store).toString()));
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
