package io.github.rocketmqhttp.broker;

import java.util.regex.Pattern;

import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.ParseException;
import org.apache.hc.core5.http.message.LazyLineParser;
import org.apache.hc.core5.http.message.RequestLine;
import org.apache.hc.core5.util.CharArrayBuffer;

/**
 * Takes request lines and headers of exactly the form that HTTP/1.1 gives them. The
 * library skips blanks and reads versions such as {@code HTTP/-1.1}.
 */
final class StrictLineParser extends LazyLineParser {

	static final StrictLineParser STRICT = new StrictLineParser();

	private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

	private static final Pattern REQUEST_LINE = Pattern.compile(TOKEN + " [^ \\t]+ HTTP/1\\.[0-9]");

	private static final Pattern NAME = Pattern.compile(TOKEN);

	private StrictLineParser() {
	}

	// The exceptions do not quote the line: their texts go back to the sender.
	@Override
	public RequestLine parseRequestLine(CharArrayBuffer line) throws ParseException {
		if (!REQUEST_LINE.matcher(line).matches()) {
			throw new ParseException("the request line is not of the form 'METHOD target HTTP/1.1'");
		}
		return super.parseRequestLine(line);
	}

	@Override
	public Header parseHeader(CharArrayBuffer line) throws ParseException {
		int colon = line.indexOf(':');
		if (colon < 0 || !NAME.matcher(line.subSequence(0, colon)).matches()) {
			throw new ParseException("a header is not of the form 'Name: value'");
		}
		return super.parseHeader(line);
	}

}
