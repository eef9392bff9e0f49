package dev.baton.actors.port;

/** Another owner has taken the cell over. Nothing was written; this node must stop the cell's runs. */
public final class Fenced extends StoreException {

    private final int cell;

    public Fenced(int cell) {
        super("fenced", "Cell " + cell + " has another owner: nothing was written");
        this.cell = cell;
    }

    public int cell() {
        return cell;
    }
}
