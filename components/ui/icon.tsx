import {
  Activity,
  ArrowDown,
  ArrowLeft,
  ArrowRight,
  ArrowUp,
  Ban,
  Bell,
  BookOpen,
  Building2,
  Calendar,
  ChartColumn,
  Check,
  ChevronDown,
  ChevronRight,
  Circle,
  CircleQuestionMark,
  Clock,
  Copy,
  Download,
  Ellipsis,
  ExternalLink,
  Eye,
  Flag,
  Gauge,
  History,
  House,
  Info,
  KeyRound,
  Link,
  List,
  ListFilter,
  LoaderCircle,
  Lock,
  LogOut,
  Mail,
  Menu,
  Minus,
  Monitor,
  Moon,
  Package,
  PanelLeft,
  Pause,
  Pencil,
  Play,
  Plus,
  ReceiptText,
  RefreshCw,
  Search,
  Server,
  Settings,
  Shield,
  Sun,
  Table,
  Trash2,
  TriangleAlert,
  User,
  Users,
  X,
} from "lucide-react";
import { cn } from "./cn.ts";

const ICONS = {
  activity: Activity,
  ban: Ban,
  bell: Bell,
  bill: ReceiptText,
  book: BookOpen,
  box: Package,
  building: Building2,
  calendar: Calendar,
  chart: ChartColumn,
  check: Check,
  "chevron-down": ChevronDown,
  "chevron-right": ChevronRight,
  circle: Circle,
  clock: Clock,
  copy: Copy,
  down: ArrowDown,
  download: Download,
  external: ExternalLink,
  eye: Eye,
  filter: ListFilter,
  flag: Flag,
  gauge: Gauge,
  gear: Settings,
  help: CircleQuestionMark,
  history: History,
  home: House,
  info: Info,
  key: KeyRound,
  left: ArrowLeft,
  link: Link,
  list: List,
  loading: LoaderCircle,
  lock: Lock,
  logout: LogOut,
  mail: Mail,
  menu: Menu,
  minus: Minus,
  monitor: Monitor,
  moon: Moon,
  more: Ellipsis,
  pause: Pause,
  pencil: Pencil,
  play: Play,
  plus: Plus,
  refresh: RefreshCw,
  right: ArrowRight,
  search: Search,
  server: Server,
  shield: Shield,
  sidebar: PanelLeft,
  sun: Sun,
  table: Table,
  trash: Trash2,
  up: ArrowUp,
  user: User,
  users: Users,
  warn: TriangleAlert,
  x: X,
};

const SOLID = new Set<string>(["pause", "play"]);

export type IconName = keyof typeof ICONS;

/** One stroke weight at every size. Decorative unless it has a label. */
export function Icon({
  name,
  size = 16,
  label,
  className,
}: {
  name: IconName;
  size?: number;
  label?: string;
  className?: string;
}) {
  const Drawing = ICONS[name];
  return (
    <Drawing
      size={size}
      strokeWidth={size < 16 ? 2.25 : 1.75}
      className={cn("shrink-0", SOLID.has(name) && "fill-current", className)}
      role={label ? "img" : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : true}
    />
  );
}
