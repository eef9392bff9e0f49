package dev.baton.examples.bankonboarding;

import dev.baton.examples.kit.Answer;
import dev.baton.examples.kit.Csv;
import dev.baton.examples.kit.Json;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Looks a person up in the lists of sanctions and of politically exposed persons:
 * {@code {identity} -> {outcome, pep, hits}}. Names are compared loosely, and dates of birth decide.
 */
final class Screening {

    private static final double LIKE_MIN = 0.88;
    private static final double CERTAIN_MIN = 0.93;

    private final List<Entry> list;

    private Screening(List<Entry> list) {
        this.list = list;
    }

    /** @param aliases all names, the main one first */
    private record Entry(String id, String list, List<String> aliases, String born, String reason) {}

    private record Hit(Entry entry, String alias, double score, boolean sameBirthDate) {

        boolean isCertain() {
            return sameBirthDate && score >= CERTAIN_MIN;
        }

        Json toJson() {
            return Json.object()
                    .with("list", entry.list)
                    .with("entry", entry.id)
                    .with("name", alias)
                    .with("score", BigDecimal.valueOf(score).setScale(3, RoundingMode.HALF_UP))
                    .with("sameBirthDate", sameBirthDate)
                    .with("reason", entry.reason);
        }
    }

    static Screening of(Path watchlist) {
        return new Screening(Csv.read(watchlist).stream()
                .map(row -> new Entry(
                        row.text("id"),
                        row.text("list"),
                        List.of(row.text("names").split(" *; *")),
                        row.text("born"),
                        row.text("reason")))
                .toList());
    }

    Answer perform(Json.ObjectValue input) {
        Json.ObjectValue identity = input.object("identity");
        PersonName name = PersonName.of(identity.text("name"));
        String born = identity.text("birthDate");
        List<Hit> hits = list.stream()
                .flatMap(entry -> bestHit(entry, name, born).stream())
                .sorted(Comparator.comparingDouble(Hit::score).reversed())
                .toList();
        boolean pep = hits.stream().anyMatch(hit -> hit.entry.list.equals("pep") && hit.isCertain());
        List<Hit> sanctions =
                hits.stream().filter(hit -> hit.entry.list.equals("sanctions")).toList();
        String outcome =
                sanctions.stream().anyMatch(Hit::isCertain) ? "match" : sanctions.isEmpty() ? "clear" : "possible";
        return Answer.of(Json.object()
                .with("outcome", outcome)
                .with("pep", pep)
                .with("hits", hits.stream().map(Hit::toJson).toList()));
    }

    /** A like name counts unless the dates of birth are in different years: most people share their name. */
    private static Optional<Hit> bestHit(Entry entry, PersonName name, String born) {
        List<Hit> hits = new ArrayList<>();
        for (String alias : entry.aliases) {
            double score = name.likeness(PersonName.of(alias));
            boolean sameYear =
                    entry.born.isEmpty() || entry.born.substring(0, 4).equals(born.substring(0, 4));
            if (score >= LIKE_MIN && sameYear) {
                hits.add(new Hit(entry, alias, score, entry.born.equals(born)));
            }
        }
        return hits.stream().max(Comparator.comparingDouble(Hit::score));
    }
}
