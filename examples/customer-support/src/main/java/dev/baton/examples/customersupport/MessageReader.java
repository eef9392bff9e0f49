package dev.baton.examples.customersupport;

import dev.baton.examples.kit.Answer;
import dev.baton.examples.kit.Csv;
import dev.baton.examples.kit.InvalidInput;
import dev.baton.examples.kit.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads what came in by any channel: {@code {channel, raw, receivedOn} -> {message, receivedOn, customer?, name?, order?,
 * code?}}. What the customer did not say (quotes, signatures, the other side of a talk) is left out.
 */
final class MessageReader {

    private static final Pattern MAIL_ADDRESS = Pattern.compile("(?m)^From:.*?([\\w.+-]+@[\\w.-]+)");
    private static final Pattern ACCOUNT = Pattern.compile("account ([0-9]{5})");
    private static final Pattern NUMBER = Pattern.compile("caller (\\+[0-9]+)");
    private static final Pattern ORDER = Pattern.compile("\\bO-[0-9]{5}\\b");
    private static final Pattern CODE = Pattern.compile("\\bE-[0-9]{4}\\b");

    private final List<Csv.Row> customers;

    private MessageReader(List<Csv.Row> customers) {
        this.customers = customers;
    }

    static MessageReader of(Path customers) {
        return new MessageReader(Csv.read(customers));
    }

    Answer perform(Json.ObjectValue input) {
        String raw = input.text("raw");
        String message = switch (input.text("channel")) {
            case "mail" -> mail(raw);
            case "chat" -> said(raw, "customer: ");
            case "phone" -> said(raw, "CALLER: ");
            default -> throw new InvalidInput("there is no channel " + input.text("channel"));
        };
        Json.ObjectValue read = Json.object().with("message", message).with("receivedOn", input.text("receivedOn"));
        Optional<Csv.Row> customer = find(raw, MAIL_ADDRESS, "mail")
                .or(() -> find(raw, ACCOUNT, "customer"))
                .or(() -> find(raw, NUMBER, "phone"));
        if (customer.isPresent()) {
            read = read.with("customer", customer.get().text("customer"))
                    .with("name", customer.get().text("name"));
        }
        read = with(read, "order", ORDER, message);
        return Answer.of(with(read, "code", CODE, message));
    }

    private static Json.ObjectValue with(Json.ObjectValue read, String field, Pattern pattern, String message) {
        Matcher found = pattern.matcher(message);
        return found.find() ? read.with(field, found.group()) : read;
    }

    private Optional<Csv.Row> find(String raw, Pattern pattern, String column) {
        return Stream.of(pattern.matcher(raw))
                .filter(Matcher::find)
                .map(found -> found.group(1))
                .flatMap(value ->
                        customers.stream().filter(row -> row.text(column).equals(value)))
                .findFirst();
    }

    /** The body without quoted lines and without the signature. */
    private static String mail(String raw) {
        String body = raw.contains("\n\n") ? raw.substring(raw.indexOf("\n\n") + 2) : raw;
        int signature = body.indexOf("\n-- \n");
        return join((signature < 0 ? body : body.substring(0, signature))
                .lines()
                .filter(line -> !line.startsWith(">") && !line.endsWith("wrote:")));
    }

    private static String said(String raw, String speaker) {
        return join(raw.lines().filter(line -> line.contains(speaker)).map(afterThe(speaker)));
    }

    private static Function<String, String> afterThe(String speaker) {
        return line -> line.substring(line.indexOf(speaker) + speaker.length());
    }

    private static String join(Stream<String> lines) {
        return lines.map(String::strip).filter(line -> !line.isEmpty()).collect(Collectors.joining(" "));
    }
}
