//! Numbers for people.

/// Nanoseconds in the unit that leaves up to three digits before the point.
pub(super) fn time(ns: f64) -> String {
    let (value, unit) = match ns {
        ns if ns < 1e3 => (ns, "ns"),
        ns if ns < 1e6 => (ns / 1e3, "µs"),
        ns if ns < 1e9 => (ns / 1e6, "ms"),
        ns => (ns / 1e9, "s"),
    };
    format!("{} {unit}", number(value))
}

/// Two digits of a small number, three of others, thousands apart.
pub(super) fn number(value: f64) -> String {
    if value < 9.95 {
        format!("{value:.1}")
    } else if value < 1e3 {
        format!("{value:.0}")
    } else {
        thousands(&format!("{value:.0}"))
    }
}

/// A size as a power of ten, or its digits.
pub(super) fn size(size: u64) -> String {
    thousands(&size.to_string())
}

fn thousands(digits: &str) -> String {
    let mut apart = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            apart.push(',');
        }
        apart.push(digit);
    }
    apart
}

#[cfg(test)]
mod tests {
    use super::{number, size, time};

    #[test]
    fn numbers_read_well() {
        let told = [0.94, 9.94, 9.96, 99.6, 999.4, 12_345.6].map(number);
        assert_eq!(told, ["0.9", "9.9", "10", "100", "999", "12,346"]);
        assert_eq!([7.25, 1_234.0, 2.5e6, 3.1e10].map(time), ["7.2 ns", "1.2 µs", "2.5 ms", "31 s"]);
        assert_eq!([1, 1_000, 10_000_000].map(size), ["1", "1,000", "10,000,000"]);
    }
}
