package dev.baton.examples.insuranceclaim;

import dev.baton.examples.kit.AgentProcess;
import dev.baton.examples.kit.Crew;
import dev.baton.examples.kit.InvalidInput;
import java.net.URI;
import java.nio.file.Path;

/** The agents of the insurer in one process; {@code --partner} says where the server of the bureau is. */
public final class Agents {

    private Agents() {}

    public static void main(String[] arguments) {
        AgentProcess.runCrew(
                options -> {
                    URI bureau = options.partner();
                    if (bureau == null) {
                        throw new InvalidInput("--partner is missing: the server of the fraud bureau");
                    }
                    return crew(options.data(), bureau);
                },
                arguments);
    }

    /**
     * @param data the folder with the policies and the prices of repairs
     * @param bureau the server of the fraud bureau
     */
    public static Crew crew(Path data, URI bureau) {
        return new Crew()
                .with("policy-checker", PolicyChecker.of(data.resolve("policies.csv"))::perform)
                .with("damage-assessor", DamageAssessor.of(data.resolve("repairs.csv"))::perform)
                .withPerformer("fraud-bureau", new FraudBureau(bureau)::perform)
                .with("settlement", Settlement::perform);
    }
}
