package io.github.rocketmqhttp.protocol;

import java.util.Random;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever comes from outside is one short line when it is shown.
 */
class PrintableTextTests {

	private static final int[] ODD = { '\n', '\r', '\t', 0x1b, 0, 0x7f, 0x85, 0x9b, 0x2028, 0x2029, 0x202e, 0x200b,
			0xfeff, 0xd800, 0xdc00, 0x1f600, 'ä', '漢', ' ' };

	@Test
	void plainTextIsLeftAsItIs() {
		for (String text : new String[] { "", "0A1B2C", "Grüße, 漢字 – ok", "x".repeat(PrintableText.LONGEST) }) {
			assertThat(PrintableText.of(text)).isSameAs(text);
		}
		assertThat(PrintableText.of("smile \ud83d\ude00")).isEqualTo("smile \ud83d\ude00");
		assertThat(PrintableText.orNull(null)).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "10", "13", "27", "133", "8232", "8233", "8238", "55296", "56320" })
	void oneBlankStandsForWhatCannotBePrinted(int character) {
		String text = "a" + (char) character + (char) character + "b";
		assertThat(PrintableText.of(text)).isEqualTo("a b");
	}

	@Test
	void aLongTextIsCutBetweenCharacters() {
		assertThat(PrintableText.of("x".repeat(10_000))).isEqualTo("x".repeat(PrintableText.LONGEST) + "…");
		assertThat(PrintableText.of("xxx\ud83d\ude00y", 4)).isEqualTo("xxx…");
		assertThat(PrintableText.of("\n".repeat(10_000) + "end")).isEqualTo(" end");
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void anyTextBecomesOneShortLine(long seed) {
		Random random = new Random(seed);
		StringBuilder text = new StringBuilder();
		for (int i = random.nextInt(500); i > 0; i--) {
			text.appendCodePoint(random.nextBoolean() ? ODD[random.nextInt(ODD.length)] : 'a' + random.nextInt(26));
		}
		String printed = PrintableText.of(text.toString());
		assertThat(printed).hasSizeLessThanOrEqualTo(PrintableText.LONGEST + 1)
			.matches("[^\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}]*");
		assertThat(PrintableText.of(printed, PrintableText.LONGEST + 1)).isEqualTo(printed);
	}

	static LongStream seeds() {
		return LongStream.range(0, 200);
	}

}
