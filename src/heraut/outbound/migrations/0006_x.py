import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import heraut.kernel.clock
import heraut.kernel.ids


class Migration(migrations.Migration):
    """What platforms may cost in a month, what they have cost, and what each attempt took of it."""

    dependencies = [
        ("people", "0002_work_time"),
        ("outbound", "0005_threads"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Budget",
            fields=[
                ("id", models.UUIDField(default=heraut.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(default=heraut.kernel.clock.now, editable=False)),
                ("platform", models.CharField(max_length=20, unique=True)),
                ("monthly", models.PositiveBigIntegerField()),
                ("changed_at", models.DateTimeField()),
                ("changed_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("unit", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.unit")),
            ],
            options={"ordering": ["platform"]},
        ),
        migrations.CreateModel(
            name="Spending",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("platform", models.CharField(max_length=20)),
                ("month", models.DateField()),
                ("spent", models.PositiveBigIntegerField(default=0)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("platform", "month"), name="spending_once_a_month")],
            },
        ),
        migrations.AddField(
            model_name="attempt",
            name="booked",
            # With a default in the database: an older worker that still runs writes attempts
            # without it.
            field=models.PositiveBigIntegerField(default=0, db_default=0, help_text="what it took of the month's budget"),
        ),
    ]
