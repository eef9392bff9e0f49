package dev.baton.examples.procurement;

import dev.baton.examples.kit.Answer;
import dev.baton.examples.kit.Csv;
import dev.baton.examples.kit.InvalidInput;
import dev.baton.examples.kit.Json;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Checks what a vendor has handed in ({@code {vendor, today} -> {vendor, name, iban, insuredUntil}}; what is not in order is
 * refused), and enters it into the ledger ({@code {vendor} -> {vendor, number}}).
 */
final class VendorRegistry {

    private static final int NUMBERS = 1_000_000;

    private final List<Csv.Row> vendors;

    private VendorRegistry(List<Csv.Row> vendors) {
        this.vendors = vendors;
    }

    static VendorRegistry of(Path registry) {
        return new VendorRegistry(Csv.read(registry));
    }

    Answer check(Json.ObjectValue input) {
        Csv.Row vendor = find(input.text("vendor"));
        if (!isIban(vendor.text("iban"))) {
            throw new InvalidInput(
                    "the bank account of " + vendor.text("name") + " is not valid: " + vendor.text("iban"));
        }
        // Dates like 2026-11-20 are in the order of their letters.
        if (vendor.text("insured_until").compareTo(input.text("today")) < 0) {
            throw new InvalidInput(vendor.text("name") + " is insured until " + vendor.text("insured_until") + " only");
        }
        return Answer.of(Json.object()
                .with("vendor", vendor.text("vendor"))
                .with("name", vendor.text("name"))
                .with("iban", vendor.text("iban"))
                .with("insuredUntil", vendor.text("insured_until")));
    }

    /** The same vendor always gets the same number: entering it twice enters it once. */
    Answer enter(Json.ObjectValue input) {
        Csv.Row vendor = find(input.text("vendor"));
        CRC32 digest = new CRC32();
        digest.update(vendor.text("iban").getBytes(StandardCharsets.UTF_8));
        return Answer.of(Json.object()
                .with("vendor", vendor.text("vendor"))
                .with("name", vendor.text("name"))
                .with("number", "V-%06d".formatted(digest.getValue() % NUMBERS)));
    }

    private Csv.Row find(String vendor) {
        return vendors.stream()
                .filter(row -> row.text("vendor").equals(vendor))
                .findFirst()
                .orElseThrow(() -> new InvalidInput("nothing has been handed in by " + vendor));
    }

    /** Letters count as 10 to 35, and the whole has to be 1 modulo 97 (ISO 13616). */
    private static boolean isIban(String iban) {
        StringBuilder digits = new StringBuilder();
        (iban.substring(4) + iban.substring(0, 4))
                .chars()
                .forEach(letter -> digits.append(Character.digit(letter, Character.MAX_RADIX)));
        return new BigInteger(digits.toString()).mod(BigInteger.valueOf(97)).intValue() == 1;
    }
}
