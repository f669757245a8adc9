package io.github.rocketmqhttp.actuate;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * How publishing to an instance goes at one moment.
 *
 * @param waiting how many callers wait for a publish
 * @param awayFor for how long calls have failed at once, because the broker does not
 * answer; {@code null} if they do not
 */
public record PublishState(int waiting, @Nullable Duration awayFor) {
}
