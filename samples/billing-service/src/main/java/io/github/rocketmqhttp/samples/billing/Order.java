package io.github.rocketmqhttp.samples.billing;

import java.math.BigDecimal;

/**
 * What the billing service reads of an order's message.
 *
 * @param id the order's id
 * @param customer who pays
 * @param amount how much
 */
record Order(String id, String customer, BigDecimal amount) {
}
