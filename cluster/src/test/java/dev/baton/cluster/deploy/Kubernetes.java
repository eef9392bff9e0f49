package dev.baton.cluster.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Optional;

/** What Kubernetes itself says of a manifest: its models know every field there is, and which must be there. */
final class Kubernetes {

    private static final String MODELS = "io.kubernetes.client.openapi.models.V1";

    private static final Map<String, String> VERSIONS = Map.of(
            "StatefulSet", "apps/v1",
            "PodDisruptionBudget", "policy/v1",
            "NetworkPolicy", "networking.k8s.io/v1",
            "Service", "v1",
            "ServiceAccount", "v1",
            "ConfigMap", "v1");

    private Kubernetes() {}

    /** Why it would be refused; empty if it would not. */
    static Optional<String> refusal(JsonNode manifest) {
        String kind = manifest.path("kind").asText();
        if (!manifest.path("apiVersion").asText().equals(VERSIONS.get(kind))) {
            return Optional.of(
                    "there is no " + kind + " in " + manifest.path("apiVersion").asText());
        }
        if (manifest.path("metadata").path("name").asText().isEmpty()) {
            return Optional.of(kind + " has no name");
        }
        try {
            Object json = Class.forName("com.google.gson.JsonParser")
                    .getMethod("parseString", String.class)
                    .invoke(null, manifest.toString());
            Method validate = Class.forName(MODELS + kind)
                    .getMethod("validateJsonElement", Class.forName("com.google.gson.JsonElement"));
            validate.invoke(null, json);
            return Optional.empty();
        } catch (InvocationTargetException refused) {
            return Optional.of(String.valueOf(refused.getTargetException().getMessage()));
        } catch (ReflectiveOperationException broken) {
            throw new LinkageError("The models of Kubernetes are not there", broken);
        }
    }
}
