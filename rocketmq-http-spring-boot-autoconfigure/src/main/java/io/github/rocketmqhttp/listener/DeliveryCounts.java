package io.github.rocketmqhttp.listener;

/**
 * What a listener has done with messages since it was created, for metrics.
 *
 * @param handled messages that are done with
 * @param failed messages whose call, in its last try, did not return or was not possible
 * @param outlived messages that were handled, but only after their invisible time: they
 * are delivered again
 * @param expired messages that waited beyond their invisible time and were not given to
 * the method
 * @param duplicates messages, among those handled, that had taken effect before and were
 * not given to the method again
 */
public record DeliveryCounts(long handled, long failed, long outlived, long expired, long duplicates) {

}
