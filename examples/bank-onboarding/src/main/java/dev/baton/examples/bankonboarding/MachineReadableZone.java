package dev.baton.examples.bankonboarding;

import dev.baton.examples.kit.InvalidInput;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** The two lines at the foot of a passport, as ICAO Doc 9303 part 4 defines them for passports (TD3). */
record MachineReadableZone(String first, String second) {

    private static final int LINE_LENGTH = 44;
    private static final int[] WEIGHTS = {7, 3, 1};
    private static final int CENTURY = 100;

    MachineReadableZone {
        if (first.length() != LINE_LENGTH || second.length() != LINE_LENGTH || !first.startsWith("P")) {
            throw new InvalidInput("\"mrz\" must be the two lines of a passport, of 44 characters each");
        }
    }

    /** Given names and surname, in capitals, without marks. */
    String holder() {
        String[] names = first.substring(5).split("<<", 2);
        String given = names.length > 1 ? names[1] : "";
        return (given + " " + names[0]).replace('<', ' ').strip().replaceAll(" +", " ");
    }

    String documentNumber() {
        return second.substring(0, 9).replace("<", "");
    }

    String nationality() {
        return second.substring(10, 13).replace("<", "");
    }

    /** A year of birth is not after the day on which it is read. */
    LocalDate birthDate(LocalDate readOn) {
        LocalDate inThisCentury = date(second.substring(13, 19), readOn.getYear() / CENTURY);
        return inThisCentury.isAfter(readOn) ? inThisCentury.minusYears(CENTURY) : inThisCentury;
    }

    LocalDate expiryDate(LocalDate readOn) {
        return date(second.substring(21, 27), readOn.getYear() / CENTURY);
    }

    /** The fields whose check digit does not fit: a misread, or a forgery. */
    List<String> wrongFields() {
        List<String> wrong = new ArrayList<>();
        check("document number", second.substring(0, 9), second.charAt(9), wrong);
        check("date of birth", second.substring(13, 19), second.charAt(19), wrong);
        check("date of expiry", second.substring(21, 27), second.charAt(27), wrong);
        String all = second.substring(0, 10) + second.substring(13, 20) + second.substring(21, 43);
        check("whole line", all, second.charAt(43), wrong);
        return wrong;
    }

    private static void check(String field, String characters, char digit, List<String> wrong) {
        int sum = 0;
        for (int index = 0; index < characters.length(); index++) {
            sum += value(characters.charAt(index)) * WEIGHTS[index % WEIGHTS.length];
        }
        if (sum % 10 != value(digit)) {
            wrong.add(field);
        }
    }

    /** Digits count as themselves, A to Z as 10 to 35, the filler as nothing. */
    private static int value(char character) {
        return character == '<' ? 0 : Character.digit(character, Character.MAX_RADIX);
    }

    private static LocalDate date(String digits, int century) {
        try {
            int year = century * CENTURY + Integer.parseInt(digits.substring(0, 2));
            return LocalDate.of(
                    year, Integer.parseInt(digits.substring(2, 4)), Integer.parseInt(digits.substring(4, 6)));
        } catch (NumberFormatException | DateTimeException wrong) {
            throw new InvalidInput("\"mrz\" holds no date but " + digits);
        }
    }
}
