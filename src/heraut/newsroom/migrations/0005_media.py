import django.db.models.deletion
import heraut.kernel.clock
import heraut.kernel.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Focal points, crops, films with captions, campaigns."""

    dependencies = [
        ('newsroom', '0004_parts'),
        ('people', '0002_work_time'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Captions',
            fields=[
                ('id', models.UUIDField(default=heraut.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=heraut.kernel.clock.now, editable=False)),
                ('language', models.CharField(max_length=12)),
                ('sha256', models.CharField(db_index=True, max_length=64)),
                ('size', models.PositiveIntegerField(help_text='bytes')),
                ('cues', models.PositiveIntegerField()),
            ],
            options={
                'ordering': ['created_at'],
            },
        ),
        migrations.CreateModel(
            name='Conversion',
            fields=[
                ('id', models.UUIDField(default=heraut.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=heraut.kernel.clock.now, editable=False)),
                ('recipe', models.CharField(blank=True, max_length=120)),
                ('state', models.CharField(choices=[('waiting', 'Waiting to be converted'), ('converting', 'Being converted'), ('ready', 'Ready'), ('refused', 'Refused')], default='waiting', max_length=10)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('lease_until', models.DateTimeField(blank=True, null=True)),
                ('code', models.CharField(blank=True, max_length=60)),
                ('params', models.JSONField(blank=True, default=dict)),
                ('sha256', models.CharField(blank=True, db_index=True, max_length=64)),
                ('mime', models.CharField(default='video/mp4', max_length=40)),
                ('width', models.PositiveIntegerField(default=0)),
                ('height', models.PositiveIntegerField(default=0)),
                ('seconds', models.FloatField(default=0)),
                ('size', models.PositiveBigIntegerField(default=0, help_text='bytes')),
            ],
            options={
                'ordering': ['created_at'],
            },
        ),
        migrations.CreateModel(
            name='Film',
            fields=[
                ('id', models.UUIDField(default=heraut.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=heraut.kernel.clock.now, editable=False)),
                ('source', models.CharField(blank=True, max_length=200)),
                ('source_sha256', models.CharField(max_length=64)),
                ('poster', models.CharField(blank=True, help_text='SHA-256 of a JPEG', max_length=64)),
            ],
            options={
                'ordering': ['created_at'],
            },
        ),
        migrations.CreateModel(
            name='Rendition',
            fields=[
                ('id', models.UUIDField(default=heraut.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=heraut.kernel.clock.now, editable=False)),
                ('recipe', models.CharField(max_length=120)),
                ('crop', models.CharField(max_length=12)),
                ('sha256', models.CharField(db_index=True, max_length=64)),
                ('mime', models.CharField(max_length=40)),
                ('width', models.PositiveIntegerField()),
                ('height', models.PositiveIntegerField()),
                ('size', models.PositiveIntegerField(help_text='bytes')),
            ],
        ),
        migrations.AddField(
            model_name='adaptation',
            name='campaign',
            field=models.CharField(blank=True, help_text='utm_campaign; empty: from the title', max_length=80),
        ),
        migrations.AddField(
            model_name='adaptation',
            name='focals',
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name='adaptation',
            name='tracked',
            field=models.BooleanField(default=True, help_text='campaign parameters on own links'),
        ),
        migrations.AddField(
            model_name='adaptationtext',
            name='crops',
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name='adaptationtext',
            name='film_alt',
            field=models.CharField(blank=True, max_length=1500),
        ),
        migrations.AddField(
            model_name='adaptationtext',
            name='film_shape',
            field=models.CharField(choices=[('pad', 'Whole, with borders'), ('crop', 'Cut to the middle')], default='pad', help_text='where it must', max_length=4),
        ),
        migrations.AddField(
            model_name='picture',
            name='focal_x',
            field=models.FloatField(default=0.5),
        ),
        migrations.AddField(
            model_name='picture',
            name='focal_y',
            field=models.FloatField(default=0.5),
        ),
        migrations.AddConstraint(
            model_name='picture',
            constraint=models.CheckConstraint(condition=models.Q(('focal_x__range', (0, 1)), ('focal_y__range', (0, 1))), name='picture_focal_point_inside'),
        ),
        migrations.AddField(
            model_name='adaptationtext',
            name='captions',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='newsroom.captions'),
        ),
        migrations.AddField(
            model_name='adaptationtext',
            name='conversion',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='newsroom.conversion'),
        ),
        migrations.AddField(
            model_name='film',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.unit'),
        ),
        migrations.AddField(
            model_name='film',
            name='uploaded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='conversion',
            name='film',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='conversions', to='newsroom.film'),
        ),
        migrations.AddField(
            model_name='captions',
            name='film',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='captions', to='newsroom.film'),
        ),
        migrations.AddField(
            model_name='adaptationtext',
            name='film',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='texts', to='newsroom.film'),
        ),
        migrations.AddField(
            model_name='rendition',
            name='picture',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='renditions', to='newsroom.picture'),
        ),
        migrations.AddField(
            model_name='adaptationtext',
            name='renditions',
            field=models.ManyToManyField(blank=True, help_text='made when it was saved', related_name='+', to='newsroom.rendition'),
        ),
        migrations.AddConstraint(
            model_name='film',
            constraint=models.UniqueConstraint(fields=('unit', 'source_sha256'), name='film_once_a_unit'),
        ),
        migrations.AddIndex(
            model_name='conversion',
            index=models.Index(fields=['state', 'lease_until'], name='newsroom_co_state_a5d44f_idx'),
        ),
        migrations.AddConstraint(
            model_name='conversion',
            constraint=models.UniqueConstraint(fields=('film', 'recipe'), name='conversion_once'),
        ),
        migrations.AddConstraint(
            model_name='rendition',
            constraint=models.UniqueConstraint(fields=('picture', 'recipe'), name='rendition_once'),
        ),
    ]
