package dev.baton.actors.pattern;

import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.baton.actors.definition.Expression;
import dev.baton.actors.definition.Moment;
import dev.baton.actors.definition.Pattern;
import dev.baton.actors.definition.ResultType;
import dev.baton.actors.definition.StepReader;
import dev.baton.actors.definition.Template;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.Evaluated;
import dev.baton.actors.run.InstancePath;
import dev.baton.actors.run.RunError;
import dev.baton.actors.run.RunEvent;
import dev.baton.actors.run.Step;
import dev.baton.actors.run.StepState;
import dev.baton.actors.run.StepStatus;
import dev.baton.actors.run.Turn;
import dev.baton.actors.run.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Agents that talk with each other, one at a time, until they agree, the moderator ends the talk, or the limit is
 * reached; then its owner decides. The output is {@code {decision, decidedBy, agreed, turns, dissent}}.
 *
 * @param topic what the talk is about; null for what the step gets by its place
 * @param participants in the order in which they speak in turn
 * @param until sees {@code transcript}, {@code last} and {@code dissent}; null if only the moderator ends the talk
 * @param maxTurns the limit that no talk is without
 * @param owner name of the participant with the right to decide; null for none
 */
public record GroupChatStep(
        String id,
        StepSettings settings,
        @Nullable Template topic,
        List<Participant> participants,
        Moderator moderator,
        @Nullable Expression until,
        int maxTurns,
        @Nullable String owner,
        OnExhausted onExhausted)
        implements Step {

    public static final Pattern PATTERN = Pattern.of("groupChat", Pattern.Inside.REPEATED, """
            {
              "title": "Group chat",
              "description": "Agents talk with each other, one at a time, until they agree, the moderator ends the talk, or the limit is reached; then its owner decides. The output is {decision, decidedBy, agreed, turns, dissent}.",
              "properties": {
                "groupChat": {
                  "title": "Group chat",
                  "description": "Who talks about what, who gives the word, and what ends the talk.",
                  "type": "object",
                  "additionalProperties": false,
                  "required": ["participants", "maxTurns"],
                  "properties": {
                    "topic": {"title": "What the talk is about", "description": "Any value; texts may hold ${ expressions }. Left out: the output of the step before.", "examples": ["${ input.proposal }"]},
                    "participants": {
                      "title": "Participants",
                      "description": "In the order in which they speak in turn.",
                      "type": "array",
                      "minItems": 1,
                      "maxItems": 100,
                      "items": {
                        "title": "Participant",
                        "type": "object",
                        "additionalProperties": false,
                        "required": ["name", "agent"],
                        "properties": {
                          "name": {"title": "participant name", "description": "A letter, then letters, digits, '_' and '-', at most 64.", "type": "string", "pattern": "^[A-Za-z][A-Za-z0-9_-]{0,63}$", "examples": ["finance"]},
                          "agent": {"$ref": "#/$defs/name", "title": "name of an agent", "examples": ["finance-bot"]},
                          "mandate": {"title": "What it is there for", "description": "All participants and the moderator read it.", "type": "string", "minLength": 1, "maxLength": 1000, "examples": ["Speaks for the budget."]},
                          "timeout": {"$ref": "#/$defs/duration", "title": "Time for one attempt", "description": "Left out: the agent's own limit."},
                          "retry": {"$ref": "#/$defs/retry"},
                          "onFailure": {"$ref": "#/$defs/onFailureWord"}
                        },
                        "examples": [{"name": "finance", "agent": "finance-bot", "mandate": "Speaks for the budget."}]
                      },
                      "examples": [[{"name": "legal", "agent": "legal-bot"}, {"name": "finance", "agent": "finance-bot"}]]
                    },
                    "moderator": {
                      "title": "Who gives the word",
                      "description": "roundRobin, or an agent, or an expression that names the next speaker, or nobody to end the talk.",
                      "default": "roundRobin",
                      "oneOf": [
                        {"enum": ["roundRobin"]},
                        {
                          "type": "object",
                          "additionalProperties": false,
                          "properties": {
                            "agent": {"$ref": "#/$defs/name", "title": "name of an agent", "examples": ["moderator"]},
                            "timeout": {"$ref": "#/$defs/duration", "title": "Time for one attempt", "description": "Left out: the agent's own limit."},
                            "retry": {"$ref": "#/$defs/retry"},
                            "expression": {"$ref": "#/$defs/expression", "title": "Next speaker by expression", "description": "Results in a name, or in '' or null to end the talk. Sees transcript, last and dissent.", "examples": ["${ size(transcript) == 0 ? 'legal' : 'finance' }"]}
                          }
                        }
                      ],
                      "examples": ["roundRobin", {"agent": "moderator"}]
                    },
                    "until": {"$ref": "#/$defs/expression", "title": "Condition", "description": "Looked at after each turn, with transcript, last and dissent; true ends the talk. Left out: only the moderator ends it.", "examples": ["${ size(transcript) >= 3 && size(dissent) == 0 }"]},
                    "maxTurns": {"title": "Limit", "description": "No talk is without one.", "type": "integer", "minimum": 1, "maximum": 1000, "examples": [12]},
                    "owner": {"title": "participant name", "description": "Who decides when the limit is reached.", "type": "string", "examples": ["finance"]},
                    "onExhausted": {
                      "title": "When the limit is reached",
                      "description": "owner: the owner decides. fail: the step fails. accept: the last message counts. escalate: a person decides. Left out: owner if there is one, else fail.",
                      "enum": ["owner", "fail", "accept", "escalate"]
                    }
                  },
                  "examples": [{"participants": [{"name": "legal", "agent": "legal-bot"}, {"name": "finance", "agent": "finance-bot"}], "until": "${ size(transcript) >= 2 && size(dissent) == 0 }", "maxTurns": 8, "owner": "finance"}]
                }
              },
              "examples": [
                {
                  "id": "planning",
                  "groupChat": {
                    "participants": [
                      {"name": "legal", "agent": "legal-bot", "mandate": "Says what the law allows."},
                      {"name": "finance", "agent": "finance-bot", "mandate": "Speaks for the budget."}
                    ],
                    "moderator": "roundRobin",
                    "until": "${ size(transcript) >= 2 && size(dissent) == 0 }",
                    "maxTurns": 8,
                    "owner": "finance"
                  }
                }
              ]
            }
            """, GroupChatStep::read)
            .withVariables("transcript", "last", "dissent");

    /** Name of the moderator, which has a place beside the participants. */
    static final String MODERATOR = "moderator";

    private static final String[] SEEN = {"transcript", "last", "dissent"};

    static GroupChatStep read(StepReader reader) {
        StepReader chat = reader.object("groupChat");
        List<Participant> participants = participants(reader.id(), chat);
        Moderator moderator = moderator(reader.id(), chat);
        Expression until = chat.has("until") ? chat.expression("until", ResultType.BOOL, Moment.AFTER, SEEN) : null;
        if (until == null && moderator instanceof Moderator.RoundRobin) {
            chat.warning(
                    "",
                    "chat.endless",
                    "Nothing ends the talk before its limit",
                    "Add 'until', or a moderator that can end it.");
        }
        String owner = owner(chat, participants);
        OnExhausted otherwise = owner == null ? OnExhausted.FAIL : OnExhausted.OWNER;
        OnExhausted onExhausted = chat.choice("onExhausted", OnExhausted.class, otherwise);
        if (onExhausted == OnExhausted.OWNER && owner == null) {
            chat.error("onExhausted", "chat.no-owner", "Nobody is named who would decide", "Add 'owner'.");
            onExhausted = OnExhausted.FAIL;
        }
        if (onExhausted != OnExhausted.OWNER && owner != null) {
            chat.warning(
                    "owner",
                    "chat.owner-unused",
                    "The owner never decides, because 'onExhausted' says otherwise",
                    "Leave one of both out.");
        }
        return new GroupChatStep(
                reader.id(),
                reader.settings(),
                chat.optionalTemplate("topic"),
                participants,
                moderator,
                until,
                chat.integer("maxTurns", 1),
                owner,
                onExhausted);
    }

    private static List<Participant> participants(String id, StepReader chat) {
        Map<String, Participant> byName = new LinkedHashMap<>();
        for (StepReader one : chat.objects("participants")) {
            String name = one.text("name");
            Participant participant =
                    new Participant(name, one.text("mandate"), agent(id + "." + name, one.settings(), one));
            if (name.equals(MODERATOR)) {
                one.error(
                        "name",
                        "chat.reserved-name",
                        "A participant cannot be called '" + MODERATOR + "': that is who gives the word",
                        "Give it another name.");
            } else if (byName.putIfAbsent(name, participant) != null) {
                one.error(
                        "name",
                        "chat.repeated-participant",
                        "There is already a participant '" + name + "'",
                        "Give each a name of its own; the same agent may take part under several.");
            }
        }
        return List.copyOf(byName.values());
    }

    private static AgentStep agent(String id, StepSettings settings, StepReader one) {
        return new AgentStep(
                id,
                settings,
                one.agent("agent"),
                null,
                one.optionalDuration("timeout"),
                RetryPolicy.read(one.object("retry")),
                List.of());
    }

    private static Moderator moderator(String id, StepReader chat) {
        StepReader moderator = chat.object("moderator");
        boolean agent = moderator.has("agent");
        if (!chat.isObject("moderator")) {
            return new Moderator.RoundRobin();
        }
        if (agent == moderator.has("expression")) {
            moderator.error(
                    "",
                    "chat.moderator",
                    agent
                            ? "Both an agent and an expression would give the word"
                            : "It does not say who gives the word",
                    "Give exactly one of 'agent' and 'expression', or write roundRobin.");
        }
        if (agent) {
            return new Moderator.ByAgent(agent(id + "." + MODERATOR, StepSettings.DEFAULT, moderator));
        }
        for (String key : List.of("timeout", "retry")) {
            if (moderator.has(key)) {
                moderator.error(key, "chat.moderator", "'" + key + "' is only for an agent", "Remove it.");
            }
        }
        return new Moderator.ByExpression(moderator.expression("expression", ResultType.ANY, Moment.AFTER, SEEN));
    }

    private static @Nullable String owner(StepReader chat, List<Participant> participants) {
        Set<String> names =
                new TreeSet<>(participants.stream().map(Participant::name).toList());
        String owner = chat.optionalText("owner");
        if (owner != null && !names.contains(owner)) {
            chat.unknown("owner", owner, "chat.unknown-owner", "There is no participant '" + owner + "'", names);
            return null;
        }
        return owner;
    }

    /** @param mandate what it is there for; all read it */
    public record Participant(String name, String mandate, AgentStep step) {}

    /** Who gives the word. */
    public sealed interface Moderator {

        /** One after the other, in the order of the list. */
        record RoundRobin() implements Moderator {}

        /** @param step has no place of its own in the workflow: its id is that of the talk and {@link #MODERATOR} */
        record ByAgent(AgentStep step) implements Moderator {}

        /** @param expression results in the name of a participant, or in an empty text or null to end the talk */
        record ByExpression(Expression expression) implements Moderator {}
    }

    /** What happens when the limit is reached without agreement. */
    public enum OnExhausted {
        OWNER,
        FAIL,
        ACCEPT,
        ESCALATE
    }

    public GroupChatStep {
        participants = List.copyOf(participants);
        if (participants.isEmpty()) {
            throw new IllegalArgumentException("nobody takes part in " + id);
        }
    }

    @Override
    public List<Step> children() {
        List<Step> all = new ArrayList<>();
        participants.forEach(participant -> all.add(participant.step()));
        if (moderator instanceof Moderator.ByAgent byAgent) {
            all.add(byAgent.step());
        }
        return all;
    }

    @Override
    public Repetition repetition() {
        return Repetition.IN_TURN;
    }

    @Override
    public void start(Turn turn, Place place) {
        turn.placed(this, topic, place).ifPresent(placed -> {
            turn.emit(new RunEvent.StepStarted(placed.path(), placed.parent(), id, placed.input()));
            giveWord(turn, placed.path(), 1);
        });
    }

    /** @param number of the turn that comes next */
    private void giveWord(Turn turn, String path, int number) {
        switch (moderator) {
            case Moderator.RoundRobin ignored ->
                speak(turn, path, number, participants.get((number - 1) % participants.size()));
            case Moderator.ByAgent byAgent ->
                turn.start(byAgent.step(), new Place(moderatorPath(path, number), path, input(path, number, null)));
            case Moderator.ByExpression by -> {
                switch (turn.evaluate(
                        by.expression(),
                        InstancePath.iteration(path, number),
                        Transcript.of(turn.state(), path, number - 1).variables())) {
                    case Evaluated.Of of -> named(turn, path, number, Nomination.said(of.json(), "expression"));
                    case Evaluated.Not not -> turn.fail(path, not.error());
                }
            }
        }
    }

    private static String moderatorPath(String path, int number) {
        return InstancePath.list(InstancePath.iteration(path, number), MODERATOR);
    }

    private static String ownerPath(String path) {
        return InstancePath.list(path, "owner");
    }

    private void speak(Turn turn, String path, int number, Participant speaker) {
        turn.start(speaker.step(), new Place(InstancePath.iteration(path, number), path, input(path, number, speaker)));
    }

    /** What a speaker gets: all that was said before by reference. @param speaker null for the moderator */
    private Value input(String path, int number, @Nullable Participant speaker) {
        Map<String, Value> fields = new LinkedHashMap<>();
        fields.put("topic", new Value.InputOf(path));
        if (speaker != null) {
            fields.put("you", Value.inline(TextNode.valueOf(speaker.name())));
        }
        ObjectNode mandates = JsonNodeFactory.instance.objectNode();
        participants.forEach(participant -> mandates.put(participant.name(), participant.mandate()));
        fields.put("participants", Value.inline(mandates));
        fields.put("turn", Value.inline(IntNode.valueOf(number)));
        fields.put("maxTurns", Value.inline(IntNode.valueOf(maxTurns)));
        fields.put("transcript", new Value.TranscriptOf(path, number - 1));
        return new Value.ObjectOf(fields);
    }

    /** The moderator has named somebody, or, with nobody, ended the talk. */
    private void named(Turn turn, String path, int number, Nomination named) {
        String name = named.to();
        if (name == null && number == 1) {
            turn.fail(path, RunError.of(ErrorKind.REJECTED, "the moderator (" + named.by() + ") let nobody speak"));
        } else if (name == null) {
            conclude(turn, path, number - 1, InstancePath.iteration(path, number - 1), true);
        } else {
            participant(name)
                    .ifPresentOrElse(
                            speaker -> speak(turn, path, number, speaker),
                            () -> turn.fail(
                                    path,
                                    RunError.of(
                                            ErrorKind.INVALID_OUTPUT,
                                            "the moderator (" + named.by() + ") gave the word to '" + name
                                                    + "', who does not take part")));
        }
    }

    private Optional<Participant> participant(String name) {
        return participants.stream()
                .filter(participant -> participant.name().equals(name))
                .findFirst();
    }

    @Override
    public void childEnded(Turn turn, String path, StepState child) {
        if (child.status() != StepStatus.COMPLETED) {
            turn.fail(path, Failures.of(child));
            return;
        }
        int number = InstancePath.iterationAround(path, child.path());
        if (child.path().equals(ownerPath(path))) {
            conclude(turn, path, Transcript.turns(turn.state(), path), child.path(), false);
        } else if (child.path().equals(moderatorPath(path, number))) {
            named(turn, path, number, Nomination.of(child));
        } else {
            said(turn, path, number);
        }
    }

    private void said(Turn turn, String path, int number) {
        if (until != null) {
            switch (turn.evaluate(
                    until,
                    InstancePath.iteration(path, number),
                    Transcript.of(turn.state(), path, number).variables())) {
                case Evaluated.Not not -> {
                    turn.fail(path, not.error());
                    return;
                }
                case Evaluated.Of of -> {
                    if (of.json().asBoolean()) {
                        conclude(turn, path, number, InstancePath.iteration(path, number), true);
                        return;
                    }
                }
            }
        }
        if (number < maxTurns) {
            giveWord(turn, path, number + 1);
        } else {
            exhausted(turn, path, number);
        }
    }

    private void exhausted(Turn turn, String path, int turns) {
        RunError error = RunError.of(ErrorKind.REJECTED, "no agreement after " + turns + " turns");
        switch (onExhausted) {
            case OWNER -> {
                Participant decider = participant(Objects.requireNonNull(owner)).orElseThrow();
                turn.start(decider.step(), new Place(ownerPath(path), path, deciding(path, turns, decider)));
            }
            case FAIL -> turn.fail(path, error);
            case ACCEPT -> conclude(turn, path, turns, InstancePath.iteration(path, turns), false);
            case ESCALATE -> turn.escalate(path, error);
        }
    }

    private Value deciding(String path, int turns, Participant decider) {
        if (!(input(path, turns + 1, decider) instanceof Value.ObjectOf of)) {
            throw new IllegalStateException("the input of a speaker is an object");
        }
        Map<String, Value> fields = new LinkedHashMap<>(of.fields());
        fields.put("decide", Value.inline(BooleanNode.TRUE));
        return new Value.ObjectOf(fields);
    }

    /** @param decision path of the instance whose output is the decision */
    private void conclude(Turn turn, String path, int turns, String decision, boolean agreed) {
        Map<String, Value> fields = new LinkedHashMap<>();
        fields.put("decision", new Value.OutputOf(decision));
        fields.put("decidedBy", Value.inline(TextNode.valueOf(nameOf(turn.instance(decision)))));
        fields.put("agreed", Value.inline(BooleanNode.valueOf(agreed)));
        fields.put("turns", Value.inline(IntNode.valueOf(turns)));
        fields.put(
                "dissent", Value.inline(Transcript.of(turn.state(), path, turns).dissent()));
        turn.complete(path, new Value.ObjectOf(fields));
    }

    /** Goes on where the talk broke off: who failed gets the word again; after the last turn, grants one more. */
    @Override
    public void retried(Turn turn, StepState self) {
        String path = self.path();
        int said = Transcript.turns(turn.state(), path);
        StepState failed = turn.state().step(InstancePath.iteration(path, said + 1));
        if (said == 0 && failed == null) {
            start(turn, new Place(path, self.parent(), new Value.InputOf(path)));
            return;
        }
        turn.emit(new RunEvent.StepStarted(path, self.parent(), id, new Value.InputOf(path)));
        if (failed != null) {
            speak(turn, path, said + 1, participant(nameOf(failed)).orElseThrow());
        } else if (turn.state().step(ownerPath(path)) != null) {
            exhausted(turn, path, said);
        } else {
            giveWord(turn, path, said + 1);
        }
    }

    /** A participant's step is called by the talk and its own name. */
    private static String nameOf(StepState speaker) {
        return speaker.step().substring(speaker.step().lastIndexOf('.') + 1);
    }
}
