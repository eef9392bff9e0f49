package dev.baton.examples.bankonboarding;

import dev.baton.examples.kit.Answer;
import dev.baton.examples.kit.Json;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** Opens the account: {@code {application, identity, risk} -> {iban, product, dailyLimit, monitoring}}. */
final class AccountOpener {

    private static final String BANK_CODE = "50010517";
    private static final String COUNTRY_DIGITS = "131400";
    private static final BigInteger NINETY_SEVEN = BigInteger.valueOf(97);
    private static final int CHECK_FROM = 98;

    private AccountOpener() {}

    static Answer perform(Json.ObjectValue input) {
        Json.ObjectValue application = input.object("application");
        String rating = input.object("risk").text("rating");
        int turnover = application.integer("monthlyTurnover");
        return Answer.of(Json.object()
                .with("holder", application.text("name"))
                .with("iban", iban(application.text("number")))
                .with("product", turnover > 10_000 ? "current account premium" : "current account")
                .with("dailyLimit", rating.equals("low") ? 5_000 : rating.equals("medium") ? 2_000 : 500)
                .with("monitoring", rating.equals("high") ? "every transaction" : "monthly sample"));
    }

    /** The same application always gets the same account: opening it twice opens one. Check digits as in ISO 13616. */
    private static String iban(String application) {
        CRC32 digest = new CRC32();
        digest.update(application.getBytes(StandardCharsets.UTF_8));
        String account = BANK_CODE + "%010d".formatted(digest.getValue());
        int check = CHECK_FROM
                - new BigInteger(account + COUNTRY_DIGITS).mod(NINETY_SEVEN).intValue();
        return "DE%02d%s".formatted(check, account);
    }
}
