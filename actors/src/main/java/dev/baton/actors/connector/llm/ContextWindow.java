package dev.baton.actors.connector.llm;

import java.util.ArrayList;
import java.util.List;

/**
 * Keeps what a model gets to read within what it can: what tools answered first is left out first, then whole exchanges,
 * oldest first. Instructions and prompt stay, and so does the end. The same turns always give the same text.
 */
final class ContextWindow {

    /** Providers count each in their own way; this is near enough for a limit. */
    static final int CHARS_PER_TOKEN = 4;

    /** Of what is left of the latest answers if they alone are too long. */
    private static final int KEPT_CHARS_MIN = 1_000;

    private ContextWindow() {}

    static Conversation fit(Conversation whole, long tokensMax) {
        long charsMax = tokensMax * CHARS_PER_TOKEN;
        long size = size(whole);
        if (size <= charsMax) {
            return whole;
        }
        List<Conversation.Exchange> exchanges = new ArrayList<>(whole.exchanges());
        for (int i = 0; i < exchanges.size() - 1 && size > charsMax; i++) {
            size -= replace(exchanges, i, 0);
        }
        while (exchanges.size() > 1 && size > charsMax) {
            size -= size(exchanges.removeFirst());
        }
        if (!exchanges.isEmpty() && size > charsMax) {
            int answers = Math.max(1, exchanges.getLast().answers().size());
            long over = size - charsMax;
            long longest = size(exchanges.getLast());
            replace(exchanges, exchanges.size() - 1, (int) Math.max(KEPT_CHARS_MIN, (longest - over) / answers));
        }
        return new Conversation(whole.instructions(), whole.prompt(), exchanges);
    }

    /** @return by how much it got shorter */
    private static long replace(List<Conversation.Exchange> exchanges, int index, int keptChars) {
        Conversation.Exchange before = exchanges.get(index);
        Conversation.Exchange after = before.with(before.answers().stream()
                .map(answer -> shortened(answer, keptChars))
                .toList());
        exchanges.set(index, after);
        return size(before) - size(after);
    }

    private static Conversation.ToolAnswer shortened(Conversation.ToolAnswer answer, int keptChars) {
        int left = answer.content().length() - keptChars;
        String note = "[" + left + " characters are left out]";
        return left <= note.length()
                ? answer
                : new Conversation.ToolAnswer(
                        answer.id(), answer.tool(), answer.content().substring(0, keptChars) + note, answer.failed());
    }

    private static long size(Conversation conversation) {
        long size = (long) conversation.instructions().length()
                + conversation.prompt().length();
        for (Conversation.Exchange exchange : conversation.exchanges()) {
            size += size(exchange);
        }
        return size;
    }

    private static long size(Conversation.Exchange exchange) {
        long size = exchange.text().length();
        for (ToolUse use : exchange.uses()) {
            size += use.tool().length() + use.arguments().length();
        }
        for (Conversation.ToolAnswer answer : exchange.answers()) {
            size += answer.content().length();
        }
        return size + (exchange.feedback() == null ? 0 : exchange.feedback().length());
    }
}
