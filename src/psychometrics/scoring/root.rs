//! The root of a continuous function between two points of opposite sign.

const MOST_STEPS: usize = 200;

/// Brent (1973, ch. 4): inverse quadratic interpolation or secant, bisection where these do not shrink the bracket.
/// `low` and `high` are (x, f(x)) of opposite sign; `x_tolerance` is absolute.
pub(crate) fn brent(low: (f64, f64), high: (f64, f64), x_tolerance: f64, mut f: impl FnMut(f64) -> f64) -> f64 {
    let (mut a, mut fa) = low;
    let (mut b, mut fb) = high;
    let (mut c, mut fc) = (a, fa);
    let mut step = b - a;
    let mut before = step;
    for _ in 0..MOST_STEPS {
        if fc.abs() < fb.abs() {
            (a, fa) = (b, fb);
            (b, fb) = (c, fc);
            (c, fc) = (a, fa);
        }
        let tolerance = 2.0 * f64::EPSILON * b.abs() + 0.5 * x_tolerance;
        let half = 0.5 * (c - b);
        if half.abs() <= tolerance || fb == 0.0 {
            return b;
        }
        let trial = (before.abs() >= tolerance && fa.abs() > fb.abs())
            .then(|| interpolate((a, fa), (b, fb), (c, fc), half))
            .filter(|(p, q)| 2.0 * p < (3.0 * half * q - (tolerance * q).abs()).min((before * q).abs()));
        (before, step) = match trial {
            Some((p, q)) => (step, p / q),
            None => (half, half),
        };
        (a, fa) = (b, fb);
        b += if step.abs() > tolerance { step } else { tolerance.copysign(half) };
        fb = f(b);
        if (fb > 0.0) == (fc > 0.0) {
            (c, fc) = (a, fa);
            step = b - a;
            before = step;
        }
    }
    b
}

/// The step as p / q with p ≥ 0.
fn interpolate(a: (f64, f64), b: (f64, f64), c: (f64, f64), half: f64) -> (f64, f64) {
    let s = b.1 / a.1;
    let (p, q) = if (a.0 - c.0).abs() <= 0.0 {
        (2.0 * half * s, 1.0 - s)
    } else {
        let (q, r) = (a.1 / c.1, b.1 / c.1);
        (s * (2.0 * half * q * (q - r) - (b.0 - a.0) * (r - 1.0)), (q - 1.0) * (r - 1.0) * (s - 1.0))
    };
    if p > 0.0 { (p, -q) } else { (-p, q) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roots_are_found_in_few_steps() {
        let mut calls = 0;
        let root = brent((0.0, -1.0), (2.0, 2.0_f64.exp() - 2.0), 1e-14, |x| {
            calls += 1;
            x.exp() - 2.0
        });
        assert!((root - 2.0_f64.ln()).abs() < 1e-14 && calls < 12, "{root} {calls}");
        let steep = brent((-1.0, -1.0), (1.0, 1.0), 1e-12, |x| if x < 0.3 { -1.0 } else { 1.0 });
        assert!((steep - 0.3).abs() < 1e-11);
    }
}
