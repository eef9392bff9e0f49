package dev.baton.actors.connector.a2a;

import static dev.baton.actors.connector.Attempts.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.definition.CanonicalJson;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CardSignaturesTest {

    /** Of RFC 8037, Appendix A, with a name. */
    private static final String ED25519 = "{'kty': 'OKP', 'crv': 'Ed25519', 'kid': 'k1',"
            + " 'd': 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A',"
            + " 'x': '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo'}";

    /** Of RFC 7515, Appendix A.3. */
    private static final String P256 = "{'kty': 'EC', 'crv': 'P-256', 'kid': 'k2',"
            + " 'x': 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',"
            + " 'y': 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',"
            + " 'd': 'jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI'}";

    /** Of RFC 7515, Appendix A.4. */
    private static final String P521 = "{'kty': 'EC', 'crv': 'P-521', 'kid': 'k3',"
            + " 'x': 'AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQGk',"
            + " 'y': 'ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2',"
            + " 'd': 'AY5pb7A0UFiB3RELSD64fTLOSV_jazdF7fLYyuTw8lOfRhWg6Y6rUrPAxerEzgdRhajnu0ferB0d53vM9mE15j2C'}";

    private static final String CARD = "{'name': 'bureau', 'description': '', 'version': '1',"
            + " 'supportedInterfaces': [{'url': 'https://a.example', 'protocolBinding': 'JSONRPC', 'protocolVersion': '1.0'}],"
            + " 'capabilities': {'streaming': false, 'extensions': [{'uri': 'urn:x', 'required': false}]},"
            + " 'securitySchemes': {'key': {'apiKeySecurityScheme': {'location': 'header', 'name': 'X-Key', 'odd': 1}}},"
            + " 'skills': [], 'url': 'https://elsewhere.example', 'protocolVersion': '0.3.0'}";

    private static JsonNode parsed(String text) {
        return json(text.replace('\'', '"'));
    }

    private static List<JsonNode> keys(String... privateKeys) {
        return List.of(privateKeys).stream()
                .<JsonNode>map(key -> ((ObjectNode) parsed(key)).without("d"))
                .toList();
    }

    private static ObjectNode signed(String key) throws GeneralSecurityException {
        return CardSignatures.signer(key.replace('\'', '"')).sign((ObjectNode) parsed(CARD));
    }

    private static void assertRefused(JsonNode card, List<JsonNode> keys, String why) {
        assertThatThrownBy(() -> CardSignatures.vouchedFor(card, keys))
                .isInstanceOf(Unreadable.class)
                .hasMessageContaining(why);
    }

    @ParameterizedTest
    @ValueSource(strings = {ED25519, P256, P521})
    void whatOneOfTheKeysHasSignedIsVouchedForAndNothingElseOfTheCard(String key) throws Exception {
        assertThat(CardSignatures.vouchedFor(signed(key), keys(ED25519, P256, P521)))
                .isEqualTo(
                        parsed(
                                "{'name': 'bureau', 'version': '1',"
                                        + " 'supportedInterfaces': [{'url': 'https://a.example', 'protocolBinding': 'JSONRPC', 'protocolVersion': '1.0'}],"
                                        + " 'capabilities': {'streaming': false, 'extensions': [{'uri': 'urn:x'}]},"
                                        + " 'securitySchemes': {'key': {'apiKeySecurityScheme': {'location': 'header', 'name': 'X-Key'}}}}"));
    }

    @Test
    void aCardThatWasChangedOrSignedByOthersIsRefused() throws Exception {
        ObjectNode card = signed(P256);
        assertRefused(card, keys(ED25519), "none of the keys");
        assertRefused(card, List.of(((ObjectNode) keys(ED25519).getFirst()).put("kid", "k2")), "none of the keys");
        ObjectNode changed = card.deepCopy();
        ((ObjectNode) changed.at("/supportedInterfaces/0")).put("url", "https://thief.example");
        assertRefused(changed, keys(P256), "was changed");
        assertRefused(card.deepCopy().without("signatures"), keys(P256), "is not signed");
        assertThat(CardSignatures.vouchedFor(card.put("url", "https://thief.example"), keys(P256))
                        .has("url"))
                .as("what is not signed is not relied on")
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'alg': 'none', 'kid': 'k2'}", "{'alg': 'HS256', 'kid': 'k2'}", "no JSON", ""})
    void aHeaderCannotChooseHowItIsVerified(String header) throws Exception {
        ObjectNode card = signed(P256);
        ((ObjectNode) card.at("/signatures/0")).put("protected", encoded(header.replace('\'', '"')));
        assertRefused(card, keys(P256), "none of the keys");
    }

    @Test
    void rsaKeysAreKnownToo() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        var pair = generator.generateKeyPair();
        RSAPublicKey open = (RSAPublicKey) pair.getPublic();
        JsonNode jwk = parsed(
                "{'kty': 'RSA', 'kid': 'k4', 'n': '" + encoded(open.getModulus().toByteArray()) + "', 'e': '"
                        + encoded(open.getPublicExponent().toByteArray()) + "'}");
        ObjectNode card = (ObjectNode) parsed(CARD);
        String header = encoded("{\"alg\":\"RS256\",\"kid\":\"k4\",\"typ\":\"JOSE\"}");
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(pair.getPrivate());
        signature.update(
                (header + "." + encoded(CanonicalJson.bytes(CardForm.of(card)))).getBytes(StandardCharsets.US_ASCII));
        card.putArray("signatures").addObject().put("protected", header).put("signature", encoded(signature.sign()));
        assertThat(CardSignatures.vouchedFor(card, List.of(jwk)).path("name").asText())
                .isEqualTo("bureau");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no JSON",
                "{}",
                "{'kty': 'EC', 'crv': 'P-256', 'kid': 'k', 'x': 'AA', 'y': 'AA'}",
                "{'kty': 'oct', 'kid': 'k', 'd': 'AA'}",
                "{'kty': 'EC', 'crv': 'P-1', 'kid': 'k', 'd': 'AA'}",
                "{'kty': 'OKP', 'crv': 'X25519', 'kid': 'k', 'd': 'AA'}",
                "{'kty': 'EC', 'crv': 'P-256', 'd': 'jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI'}"
            })
    void aKeyThatCannotSignIsRefusedBeforeAnythingIsSigned(String key) {
        assertThatThrownBy(() -> CardSignatures.signer(key.replace('\'', '"')))
                .isInstanceOf(GeneralSecurityException.class);
    }

    @Test
    void aPublicKeyThatIsNoneIsNamed() throws Exception {
        assertRefused(signed(P256), List.of(parsed("{'kty': 'EC', 'crv': 'P-256', 'kid': 'k2', 'x': '?'}")), "k2");
    }

    private static String encoded(String text) {
        return encoded(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
