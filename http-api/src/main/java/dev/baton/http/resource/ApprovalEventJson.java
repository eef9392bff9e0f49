package dev.baton.http.resource;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.baton.actors.run.ApprovalTerms;
import dev.baton.actors.run.Memberships;
import dev.baton.actors.run.RunEvent;
import java.io.IOException;
import java.util.List;

/** The events of approvals as the history shows them. */
final class ApprovalEventJson {

    private ApprovalEventJson() {}

    static void requested(JsonGenerator out, RunEvent.ApprovalRequested e) throws IOException {
        ApprovalTerms terms = e.terms();
        EventJson.place(out, e.path(), e.step(), e.input());
        out.writeStringField("approval", e.approval());
        deciders(out, terms.deciders());
        texts(out, "notBy", terms.notBy());
        out.writeBooleanField("editable", terms.edits());
        out.writeNumberField("approvals", terms.approvals());
        out.writeNumberField("rejections", terms.rejections());
        RunJson.payload(out, "form", terms.form());
        RunJson.payload(out, "subject", e.subject());
        out.writeStringField("subjectHash", e.subjectHash());
        RunJson.time(out, "expiresAt", e.expiresAt());
        RunJson.time(out, "escalatesAt", e.escalatesAt());
    }

    static void voted(JsonGenerator out, RunEvent.ApprovalVoted e) throws IOException {
        out.writeStringField("path", e.path());
        out.writeStringField("approval", e.approval());
        out.writeStringField("vote", e.approve() ? "approve" : "reject");
        EventJson.text(out, "comment", e.comment());
        RunJson.payload(out, "edits", e.edits());
        RunJson.payload(out, "answer", e.answer());
        out.writeStringField("subjectHash", e.subjectHash());
    }

    static void escalated(JsonGenerator out, RunEvent.ApprovalEscalated e) throws IOException {
        out.writeStringField("path", e.path());
        out.writeStringField("approval", e.approval());
        deciders(out, e.deciders());
        RunJson.time(out, "escalatesAt", e.escalatesAt());
    }

    /** The one role also by itself, as it was before there could be several. */
    private static void deciders(JsonGenerator out, Memberships deciders) throws IOException {
        if (deciders.roles().size() == 1) {
            out.writeStringField("role", deciders.roles().getFirst());
        }
        texts(out, "roles", deciders.roles());
        texts(out, "groups", deciders.groups());
    }

    static void texts(JsonGenerator out, String name, List<String> texts) throws IOException {
        out.writeArrayFieldStart(name);
        for (String text : texts) {
            out.writeString(text);
        }
        out.writeEndArray();
    }
}
