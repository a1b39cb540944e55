/**
 * Keeps what cannot be drawn from taking the rest of the page with it: React takes down everything up to the next boundary. What a lab's code
 * hands over is checked, and still a stranger's.
 */
import { Component, type ReactNode } from 'react';
import { translate, type Locale } from '../../i18n/i18n.ts';

interface BoundaryProps {
  locale: Locale;
  children: ReactNode;
}

interface BoundaryState {
  /** What was thrown. */
  broken: string | null;
}

export class Boundary extends Component<BoundaryProps, BoundaryState> {
  override state: BoundaryState = { broken: null };

  static getDerivedStateFromError(error: unknown): BoundaryState {
    return { broken: String(error).slice(0, 200) };
  }

  override render(): ReactNode {
    const { locale, children } = this.props;
    const { broken } = this.state;
    if (broken === null) return children;
    return (
      <div className="lab-problem" role="alert">
        <p>{translate(locale, 'lab.undrawn', { message: broken })}</p>
        <button
          type="button"
          className="plain"
          onClick={() => {
            this.setState({ broken: null });
          }}
        >
          {translate(locale, 'lab.draw-again')}
        </button>
      </div>
    );
  }
}
