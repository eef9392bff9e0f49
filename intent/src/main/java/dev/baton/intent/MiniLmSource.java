package dev.baton.intent;

import dev.baton.actors.port.IntentModel;

/** By which the server finds the model. */
public final class MiniLmSource implements IntentModel.Source {

    @Override
    public boolean isComplete() {
        return MiniLm.class.getResource(MiniLm.WEIGHTS) != null && MiniLm.class.getResource(MiniLm.TOKENIZER) != null;
    }

    @Override
    public IntentModel load() {
        return MiniLm.load();
    }
}
