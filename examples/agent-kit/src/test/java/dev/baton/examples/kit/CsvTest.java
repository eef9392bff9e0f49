package dev.baton.examples.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class CsvTest {

    @Test
    void cellsAreFoundByTheNamesInTheFirstLine() {
        Csv.Row row = Csv.read(List.of("name, price,stock", "\"screw, long\",0.25,12", ""))
                .getFirst();

        assertThat(row.text("name")).isEqualTo("screw, long");
        assertThat(row.decimal("price")).isEqualByComparingTo("0.25");
        assertThat(row.integer("stock")).isEqualTo(12);
    }

    @Test
    void whatIsNotThereIsNamed() {
        Csv.Row row = Csv.read(List.of("name", "nut")).getFirst();

        assertThatThrownBy(() -> row.text("price")).hasMessage("the table has no column price");
        assertThatThrownBy(() -> row.decimal("name")).hasMessage("the column name holds no number but: nut");
        assertThatThrownBy(() -> Csv.read(List.of("a,b", "1"))).hasMessageContaining("1 cells instead of 2");
    }
}
