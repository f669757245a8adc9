package io.github.rocketmqhttp.samples.billing;

import java.math.BigDecimal;

/**
 * An invoice.
 *
 * @param number the invoice's own number
 * @param id the id of its order
 * @param customer who pays
 * @param amount how much
 */
record Invoice(long number, String id, String customer, BigDecimal amount) {
}
