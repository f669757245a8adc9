package io.github.rocketmqhttp.reliability.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of a source between {@code // tag::name[]} and {@code // end::name[]}, which a
 * document shows.
 *
 * @param name its name
 * @param text its lines, without what indents all of them
 */
record Region(String name, String text) {

	private static final Pattern REGION = Pattern.compile("[ \t]*// tag::([\\w-]+)\\[]\n(.*?)[ \t]*// end::\\1\\[]",
			Pattern.DOTALL);

	/**
	 * Finds the regions of a directory's sources.
	 */
	static List<Region> of(String directory) {
		List<Region> regions = new ArrayList<>();
		Project.sources(directory).forEach((source) -> {
			Matcher matcher = REGION.matcher(Project.read(source));
			while (matcher.find()) {
				regions.add(new Region(matcher.group(1), matcher.group(2).stripTrailing().stripIndent()));
			}
		});
		return regions;
	}

}
