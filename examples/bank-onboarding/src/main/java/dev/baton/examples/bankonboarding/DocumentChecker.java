package dev.baton.examples.bankonboarding;

import dev.baton.examples.kit.Answer;
import dev.baton.examples.kit.InvalidInput;
import dev.baton.examples.kit.Json;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Reads the documents of an application: {@code {application} -> {valid, problems, identity}}. */
final class DocumentChecker {

    private static final int AGE_MIN = 18;
    private static final int ADDRESS_PROOF_DAYS_MAX = 90;

    private DocumentChecker() {}

    static Answer perform(Json.ObjectValue input) {
        Json.ObjectValue application = input.object("application");
        LocalDate today = date(application, "receivedOn");
        List<String> lines = application.object("passport").texts("mrz");
        if (lines.size() != 2) {
            throw new InvalidInput("\"mrz\" must be two lines");
        }
        MachineReadableZone passport = new MachineReadableZone(lines.get(0), lines.get(1));
        List<String> problems = new ArrayList<>();
        passport.wrongFields()
                .forEach(field -> problems.add("passport: the check digit of the " + field + " is wrong"));
        checkHolder(application, passport, today, problems);
        checkAddress(application, today, problems);
        Json identity = Json.object()
                .with("name", passport.holder())
                .with("birthDate", passport.birthDate(today).toString())
                .with("nationality", passport.nationality())
                .with("documentNumber", passport.documentNumber());
        return Answer.of(Json.object()
                .with("valid", problems.isEmpty())
                .with("problems", Json.of(problems))
                .with("identity", identity));
    }

    private static void checkHolder(
            Json.ObjectValue application, MachineReadableZone passport, LocalDate today, List<String> problems) {
        if (!passport.expiryDate(today).isAfter(today)) {
            problems.add("passport: expired on " + passport.expiryDate(today));
        }
        if (passport.birthDate(today).plusYears(AGE_MIN).isAfter(today)) {
            problems.add("the applicant is younger than " + AGE_MIN);
        }
        String name = application.text("name");
        if (!PersonName.of(name).sameAs(PersonName.of(passport.holder()))) {
            problems.add("passport: issued to " + passport.holder() + ", not to " + name);
        }
    }

    private static void checkAddress(Json.ObjectValue application, LocalDate today, List<String> problems) {
        Json.ObjectValue proof = application.object("addressProof");
        long days = ChronoUnit.DAYS.between(date(proof, "issuedOn"), today);
        if (days < 0 || days > ADDRESS_PROOF_DAYS_MAX) {
            problems.add(
                    "proof of address: " + days + " days old, at most " + ADDRESS_PROOF_DAYS_MAX + " are accepted");
        }
        if (!words(proof.text("address")).equals(words(application.text("address")))) {
            problems.add("proof of address: another address than in the application");
        }
    }

    private static String words(String address) {
        return PersonName.plain(address).replaceAll("[^a-z0-9]+", " ").strip();
    }

    private static LocalDate date(Json.ObjectValue parent, String field) {
        try {
            return LocalDate.parse(parent.text(field));
        } catch (DateTimeException wrong) {
            throw new InvalidInput("\"" + field + "\" must be a date like 2026-11-21");
        }
    }
}
