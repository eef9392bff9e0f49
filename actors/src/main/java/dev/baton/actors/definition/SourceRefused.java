package dev.baton.actors.definition;

/** Reading stops here: what follows in the text cannot be made sense of, or would cost too much. */
final class SourceRefused extends Exception {

    private final transient Position position;
    private final transient SourcePath path;
    private final String code;
    private final String hint;

    SourceRefused(Position position, SourcePath path, String code, String message, String hint) {
        super(message, null, false, false);
        this.position = position;
        this.path = path;
        this.code = code;
        this.hint = hint;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    Position position() {
        return position;
    }

    SourcePath path() {
        return path;
    }

    String code() {
        return code;
    }

    String hint() {
        return hint;
    }
}
